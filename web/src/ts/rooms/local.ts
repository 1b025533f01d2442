// Drafts of rooms that survive a lost line. The server keeps drafts too (draft.ts); this is for the minutes without it.
import { all, drop, one, onlyMine, owners, put } from "./store";
import type { Kept } from "./store";

const WAIT_MS = 600;

function words(at: number): string {
  const d = new Date(at);
  return `${d.getMonth() + 1}月${d.getDate()}日 ${d.getHours()}:${String(d.getMinutes()).padStart(2, "0")}`;
}

function read(form: HTMLFormElement): [string, string][] {
  const out: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !name.startsWith("_") && value !== "") out.push([name, value]);
  }
  return out;
}

function fill(form: HTMLFormElement, fields: [string, string][]): void {
  for (const el of form.elements) {
    if (el instanceof HTMLInputElement && (el.type === "checkbox" || el.type === "radio")) {
      el.checked = fields.some(([n, v]) => n === el.name && v === el.value);
    } else if (el instanceof HTMLTextAreaElement || el instanceof HTMLSelectElement || (el instanceof HTMLInputElement && el.type !== "hidden" && el.type !== "file")) {
      el.value = fields.find(([n]) => n === el.name)?.[1] ?? "";
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function button(label: string, press: () => void): HTMLButtonElement {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "btn compact";
  b.textContent = label;
  b.addEventListener("click", press);
  return b;
}

function offer(place: HTMLElement, form: HTMLFormElement, who: string, kept: Kept): void {
  const text = kept.fields.find(([n]) => n === "text")?.[1] ?? "";
  const now = form.querySelector<HTMLTextAreaElement>("textarea[name=text]")?.value ?? "";
  if (text === now) return;
  const p = document.createElement("p");
  p.textContent = `この端末に、${words(kept.at)} の下書きが残っています。`;
  const done = (): void => place.replaceChildren();
  const ways = document.createElement("p");
  ways.className = "btns";
  ways.append(
    button("下書きをもどす", () => { fill(form, kept.fields); done(); }),
    button("下書きを消す", () => { void drop(who, kept.key).then(done); }),
  );
  place.className = "panel soft mb3";
  place.setAttribute("role", "status");
  place.replaceChildren(p, ways);
}

function write(place: HTMLElement, form: HTMLFormElement, local: string): void {
  const [who = "", ...rest] = local.split("/");
  const key = rest.join("/");
  let timer = 0;
  const keep = (sent: boolean): void => {
    window.clearTimeout(timer);
    void put(who, { key, page: location.pathname + location.search, at: Date.now(), sent, fields: read(form) });
  };
  void onlyMine(who);
  void one(who, key).then((kept) => { if (kept !== undefined) offer(place, form, who, kept); });
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => keep(false), WAIT_MS);
  });
  form.addEventListener("submit", () => keep(true));
  const scope = form.action.replace(/\/rooms\/.*$/, "/rooms/");
  // without a worker (old browsers, plain http) the drafts are kept all the same
  navigator.serviceWorker?.register("/assets/room-worker.js", { scope: new URL(scope).pathname }).catch(() => undefined);
}

/** The room is seen again: what was sent from here has arrived. */
async function arrived(page: string): Promise<void> {
  const room = page.split("/").pop() ?? "";
  for (const who of await owners()) {
    for (const kept of await all(who)) if (kept.sent && kept.key.startsWith(`${room}/`)) await drop(who, kept.key);
  }
}

async function list(place: HTMLElement): Promise<void> {
  for (const who of await owners()) {
    for (const kept of await all(who)) {
      const li = document.createElement("li");
      const a = document.createElement("a");
      a.href = kept.page;
      a.textContent = `${words(kept.at)} に書いたもの`;
      const text = document.createElement("p");
      text.className = "words";
      text.textContent = kept.fields.find(([n]) => n === "text")?.[1] ?? "";
      li.append(a, text);
      place.append(li);
    }
  }
  const none = document.getElementById("no-drafts");
  if (none !== null) none.hidden = place.children.length > 0;
}

export function setUpLocal(root: Document): void {
  if (!("indexedDB" in window)) return;
  const place = root.getElementById("local-draft");
  const form = root.querySelector<HTMLFormElement>("form#write");
  const local = place?.dataset["local"] ?? "";
  if (place !== null && form !== null && local !== "") write(place, form, local);
  const posts = root.getElementById("posts");
  const page = posts?.dataset["page"];
  if (page !== undefined) void arrived(page);
  const drafts = root.getElementById("local-drafts");
  if (drafts !== null) void list(drafts);
}
