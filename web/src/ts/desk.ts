// A consultation in twenty seconds: a stop-watch that fills in the minutes, the callers of before after two letters, past
// consultations like the one being written, Ctrl+Enter. Without it the same stands behind a button and a box.

/** The minutes begun; what is typed by hand is never changed. */
function stopwatch(el: HTMLElement): void {
  const minutes = document.getElementById(el.dataset["stopwatch"] ?? "");
  const shown = el.querySelector("b");
  const button = el.querySelector("button");
  const form = minutes instanceof HTMLInputElement ? minutes.form : null;
  if (!(minutes instanceof HTMLInputElement) || shown === null || button === null || form === null) return;
  let typed = minutes.value !== "";
  let before = 0;
  let since: number | null = typed ? null : Date.now();
  const passed = (): number => before + (since === null ? 0 : Date.now() - since);
  const fill = (): void => {
    if (!typed) minutes.value = String(Math.max(1, Math.ceil(passed() / 60000)));
  };
  const draw = (): void => {
    const s = Math.floor(passed() / 1000);
    shown.textContent = `${String(Math.floor(s / 60)).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`;
    button.textContent = since === null ? "つづける" : "止める";
  };
  button.addEventListener("click", () => {
    if (since === null) since = Date.now();
    else {
      before = passed();
      since = null;
      fill();
    }
    draw();
  });
  minutes.addEventListener("input", () => {
    typed = minutes.value !== "";
  });
  form.addEventListener("submit", fill);
  window.setInterval(draw, 500);
  draw();
}

/** Asks the server for a part of the page; what was typed is posted, so that it stands in no address. */
async function ask(form: HTMLFormElement, url: string, part: string): Promise<string | null> {
  const body = new URLSearchParams();
  for (const name of ["_csrf", "office", "asked"]) {
    const el = form.elements.namedItem(name);
    if (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement) body.set(name, el.value);
  }
  body.set("_part", part);
  try {
    const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", redirect: "error" });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

/** Calls `f` when nothing was typed for a moment; only the last call's answer counts. */
function after(el: HTMLElement | null, event: string, ms: number, f: () => void): void {
  let timer = 0;
  el?.addEventListener(event, () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(f, ms);
  });
}

function beside(box: HTMLElement): void {
  const form = box.closest("form");
  const url = box.dataset["beside"] ?? "";
  const callers = box.querySelector<HTMLElement>("[data-callers]");
  const near = box.querySelector<HTMLElement>("[data-near]");
  if (form === null || callers === null || near === null) return;
  const office = form.elements.namedItem("office");
  const asked = form.elements.namedItem("asked");
  if (!(office instanceof HTMLInputElement) || !(asked instanceof HTMLTextAreaElement)) return;
  let turn = 0;
  const recall = async (): Promise<void> => {
    const mine = ++turn;
    if (office.value.trim().length === 1) return;
    const html = await ask(form, url, "callers");
    if (html !== null && mine === turn) callers.innerHTML = html;
  };
  after(office, "input", 180, () => void recall());
  office.addEventListener("focus", () => {
    if (office.value === "" && callers.childElementCount === 0) void recall();
  });
  let read = 0;
  const like = async (): Promise<void> => {
    const mine = ++read;
    const html = await ask(form, url, "near");
    if (html !== null && mine === read) near.innerHTML = html;
  };
  after(asked, "input", 400, () => void like());
  callers.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest<HTMLElement>("[data-caller]");
    if (button === undefined || button === null) return;
    office.value = button.dataset["office"] ?? "";
    const profession = form.elements.namedItem("profession");
    if (profession instanceof HTMLInputElement) profession.value = button.dataset["profession"] ?? "";
    for (const name of ["affiliation", "place"]) {
      const value = CSS.escape(button.dataset[name] ?? "");
      const radio = form.querySelector<HTMLInputElement>(`input[name="${name}"][value="${value}"]`);
      if (radio !== null) radio.checked = true;
    }
    turn++;
    callers.replaceChildren();
    form.querySelector<HTMLElement>("input[name=contents]")?.focus();
  });
}

export function setUpDesk(root: Document): void {
  const watch = root.querySelector<HTMLElement>("[data-stopwatch]");
  if (watch !== null) stopwatch(watch);
  const box = root.querySelector<HTMLElement>("[data-beside]");
  if (box === null) return;
  beside(box);
  box.closest("form")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      box.closest("form")?.requestSubmit();
    }
  });
}
