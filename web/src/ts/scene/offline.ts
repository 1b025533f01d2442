// The box without a line: the same words, the same candidates, the card from this tablet. Each look-up is kept to be told.
import type { Body, Member, Person } from "./body";
import { contact } from "./contact";
import { candidates, card, el } from "./draw";
import { Lock, lockWhenIdle } from "./lock";
import { pick } from "./pick";
import { LABEL, enough, kinds, read, townsOf } from "./query";
import type { Query } from "./query";
import { headOf, list } from "./seal";
import { halfWidth, setVariants } from "./sound";
import { FORM, Store } from "./store";
import type { Told } from "./store";

const two = (n: number): string => String(n).padStart(2, "0");
/** The tablet's day: 2026-11-21. */
export const dayOf = (d: Date): string => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
export const clockOf = (ms: number): string => { const d = new Date(ms); return `${d.getMonth() + 1}月${d.getDate()}日 ${d.getHours()}:${two(d.getMinutes())}`; };

/** 事案番号 as typed: letters, digits, hyphens; empty when it is none. */
function incidentOf(typed: string): string {
  const text = halfWidth(typed.trim()).toUpperCase();
  return /^[A-Z0-9-]{2,20}$/.test(text) ? text : "";
}

/** Is it a time at which offices answer? */
function officeHours(body: Body, now: Date): boolean {
  const minutes = now.getHours() * 60 + now.getMinutes();
  return body.days.includes(dayOf(now)) && minutes >= 510 && minutes < 1050;
}

/** 町名 that was asked for, as the register writes it. */
function townOf(q: Query, found: Person[], all: Person[]): string {
  const place = q.place;
  if (place === undefined) return "";
  const same = (p: Person): boolean => p.base === place.base && (!place.chome || p.numbers[0] === place.numbers[0]);
  return (found.find(same) ?? all.find(same))?.town ?? "";
}

class Page {
  private readonly state = el("p", { id: "state", role: "status" });
  private readonly result = el("div", { "aria-live": "polite" });
  private readonly wrong = { incident: el("p", { class: "bad", id: "e-incident" }), q: el("p", { class: "bad", id: "e-q" }) };
  private readonly incident = el("input", { id: "incident", maxlength: "20", autocomplete: "off", autocapitalize: "characters", "aria-describedby": "e-incident" }) as HTMLInputElement;
  private readonly box = el("input", { id: "s", maxlength: "200", autocomplete: "off", enterkeyhint: "search", "aria-describedby": "e-q" }) as HTMLInputElement;

  constructor(private readonly place: HTMLElement, private readonly store: Store, private readonly body: Body, private readonly who: Member) {
    setVariants(body.variants);
  }

  draw(): void {
    const form = el(
      "form", { role: "search" },
      el("div", { class: "row" },
        el("div", {}, el("label", { for: "incident" }, "事案番号"), this.incident, this.wrong.incident),
        el("div", {}, el("label", { for: "s" }, "住所・電話・名前・年代・性別・生まれた年"), this.box, this.wrong.q),
        el("button", { class: "btn p", type: "submit" }, "さがす")),
    );
    form.addEventListener("submit", (e) => { e.preventDefault(); void this.find(); });
    this.state.textContent = `${clockOf(this.body.made)}の控え（${this.body.people.length}人分）です。${clockOf(this.body.until)}まで開けます。受け持ちの町の、登録のある方だけです。使う人：${this.who.name}`;
    const again = el("a", { class: "btn s", href: this.place.dataset["scene"] ?? "" }, "回線をたしかめる");
    this.place.replaceChildren(
      el("section", { class: "find" }, el("h1", {}, "さがす ― 回線が切れています"), this.state, form),
      this.result, el("div", { class: "none" }, again),
    );
  }

  private async find(): Promise<void> {
    const now = new Date();
    if (now.getTime() >= this.body.until) {
      await this.store.clear();
      location.reload();
      return;
    }
    const incident = incidentOf(this.incident.value);
    const q = read(this.box.value, townsOf(this.body.towns), this.body.city, dayOf(now));
    this.wrong.incident.textContent = incident === "" ? "事案番号を入力してください（英字・数字・ハイフン、2〜20文字）" : "";
    this.wrong.q.textContent = enough(q) ? "" : "手がかりが2つ要ります。住所・電話・名前のどれかに、年代や性別などを足してください";
    const first = [this.incident, this.box].find((f) => f.parentElement?.querySelector(".bad")?.textContent !== "");
    if (first !== undefined) {
      first.focus();
      return;
    }
    const answer = pick(this.body.people, q, dayOf(now));
    const found = answer.candidates.map((c) => c.person);
    const told: Told = {
      n: await this.store.number(), at: now.getTime(), account: this.who.account, incident, kinds: kinds(q).join(","),
      town: townOf(q, found, this.body.people), shown: found.map((p) => p.id), matched: answer.candidates.some((c) => c.matches), opened: [],
    };
    // kept before anything is shown: what was seen is told
    await this.store.tell(told);
    const readAs = el("p", { class: "sec read" }, "読み取り：");
    for (const [kind, text] of q.read) readAs.append(el("span", {}, el("b", {}, LABEL[kind]), ` ${text}`), "　");
    if (q.unread.length > 0) readAs.append(el("span", {}, `読めなかった言葉：${q.unread.join(" ")}`));
    const n = found.length;
    const title = n === 0 ? "この控えに候補はありません" : `候補 ${n}人${n > 1 ? " ― ちがうところに下線" : ""}${answer.more ? "（ほかにもいます。手がかりを足してください）" : ""}`;
    this.result.replaceChildren(readAs, el("h2", { class: "sec" }, title), candidates(answer.candidates, (p) => void this.show(p, told)));
  }

  private async show(p: Person, told: Told): Promise<void> {
    if (p.card === undefined) return;
    if (!told.opened.includes(p.id)) told.opened.push(p.id);
    await this.store.tell(told);
    const back = el("button", { class: "btn s", type: "button" }, "さがす画面にもどる");
    back.addEventListener("click", () => this.draw());
    const drawn = card(p, p.card, officeHours(this.body, new Date()));
    this.place.replaceChildren(drawn, el("div", { class: "none" }, back));
    window.scrollTo(0, 0);
    drawn.querySelector("h1")?.focus();
  }
}

export async function offline(place: HTMLElement): Promise<void> {
  const store = new Store(place.dataset["store"] ?? "");
  const say = (text: string): void => { const s = document.getElementById("state"); if (s !== null) s.textContent = text; };
  const none = "この端末に開ける控えはありません。指令センターに無線か電話で聞いてください。";
  try {
    // the line may be back for this address alone
    await contact(store, place.dataset["contact"] ?? "");
    const sealed = await store.sealed();
    const pair = await store.kept();
    if (sealed === undefined || pair === undefined) return say(none);
    if (sealed.v !== FORM) {
      await store.clear();
      return say(none);
    }
    const head = headOf(sealed);
    const now = Date.now();
    if (now >= head.until) {
      await store.clear();
      return say(`控えは${clockOf(head.until)}に開かなくなりました。指令センターに無線か電話で聞いてください。`);
    }
    if (!(await store.clock(Math.max(now, 0))) || now + 5 * 60_000 < head.made) return say("端末の時計が合っていません。時計を合わせてから開いてください。");
    const crew = await list(sealed, pair);
    const state = el("p", { id: "state", role: "status" }, `${clockOf(head.made)}の控え（${head.cards}人分）です。${clockOf(head.until)}まで、暗証番号で開けます。`);
    const lock = new Lock(place, store, sealed, pair, crew, (body, who) => {
      lockWhenIdle(crew.idle);
      new Page(place, store, body, who).draw();
    });
    lock.draw(state);
  } catch {
    say(none);
  }
}
