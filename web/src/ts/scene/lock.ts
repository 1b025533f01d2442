// The lock of the district: a name and a PIN of the crew. Ten wrong ones in a row, and nothing is left on this tablet; with a
// line everything is as before.
import type { Body, List, Member } from "./body";
import { el } from "./draw";
import { open } from "./seal";
import { halfWidth } from "./sound";
import { TRIES } from "./store";
import type { Sealed, Store } from "./store";

export const WIPED = "番号のまちがいが続いたので、この端末の控えを消しました。指令センターに無線か電話で聞いてください。回線がつながれば、いつものように使えます。";
/** From so many left on it says how many. */
const SAY = 5;

/** Name or 職員番号 as typed, without blanks. */
const plain = (text: string): string => halfWidth(text).replace(/\s/g, "");

export class Lock {
  private readonly wrong = el("p", { class: "bad", id: "e-pin", role: "alert" });
  private readonly who: HTMLSelectElement | HTMLInputElement;
  private readonly pin = el("input", {
    id: "pin", type: "password", inputmode: "numeric", maxlength: "16", autocomplete: "off", "aria-describedby": "e-pin",
  }) as HTMLInputElement;
  private readonly button = el("button", { class: "btn p", type: "submit" }, "控えを開く") as HTMLButtonElement;

  constructor(
    private readonly place: HTMLElement,
    private readonly store: Store,
    private readonly sealed: Sealed,
    private readonly pair: CryptoKeyPair,
    private readonly list: List,
    private readonly then: (body: Body, who: Member) => void,
  ) {
    if (list.listed) {
      this.who = el("select", { id: "who" }, el("option", { value: "" }, "選んでください")) as HTMLSelectElement;
      for (const m of list.crew) this.who.append(el("option", { value: m.account }, m.name));
    } else {
      this.who = el("input", { id: "who", autocomplete: "off", maxlength: "40" }) as HTMLInputElement;
    }
  }

  draw(state: HTMLElement): void {
    const form = el(
      "form", {},
      el("div", { class: "row" },
        el("div", {}, el("label", { for: "who" }, this.list.listed ? "使う人" : "お名前か職員番号"), this.who),
        el("div", {}, el("label", { for: "pin" }, "暗証番号"), this.pin, this.wrong),
        this.button),
    );
    form.addEventListener("submit", (e) => { e.preventDefault(); void this.press(); });
    this.show(state, form);
    void this.store.tries().then((n) => { if (TRIES - n <= SAY) this.wrong.textContent = left(TRIES - n); });
  }

  /** The page, with the way back to the line below it. */
  private show(...parts: HTMLElement[]): void {
    const again = el("a", { class: "btn s", href: this.place.dataset["scene"] ?? "" }, "回線をたしかめる");
    this.place.replaceChildren(
      el("section", { class: "find" }, el("h1", {}, "回線が切れています"), ...parts), el("div", { class: "none" }, again),
    );
  }

  /** Chosen, or typed: none when nobody or two are called so. */
  private member(): Member | undefined {
    const typed = plain(this.who.value);
    const same = (m: Member): boolean => plain(m.name) === typed || (m.number !== "" && plain(m.number) === typed);
    const all = this.list.crew.filter(this.list.listed ? (m) => m.account === this.who.value : same);
    return all.length === 1 ? all[0] : undefined;
  }

  private async press(): Promise<void> {
    if (this.button.disabled) return;
    const pin = halfWidth(this.pin.value.trim());
    if (this.who.value.trim() === "" || pin === "") {
      this.wrong.textContent = this.list.listed ? "使う人を選び、暗証番号を入力してください" : "お名前か職員番号と、暗証番号を入力してください";
      (this.who.value.trim() === "" ? this.who : this.pin).focus();
      return;
    }
    this.button.disabled = true;
    this.wrong.textContent = "";
    try {
      // counted before it is judged
      const n = await this.store.attempt();
      const who = this.member();
      const body = n > TRIES || who === undefined ? undefined : await open(this.sealed, this.pair, who, pin);
      this.pin.value = "";
      if (body !== undefined && who !== undefined) {
        await this.store.right();
        this.then(body, who);
      } else if (n >= TRIES) {
        await this.store.clear();
        this.show(el("p", { id: "state", role: "alert" }, WIPED));
      } else {
        this.wrong.textContent = `お名前か暗証番号がちがいます。${TRIES - n <= SAY ? left(TRIES - n) : ""}`;
        this.pin.focus();
      }
    } finally {
      this.button.disabled = false;
    }
  }
}

const left = (n: number): string => `あと${Math.max(n, 1)}回まちがえると、この端末の控えは消えます。`;

/** Asks for the PIN again when nobody has touched the page for so long. */
export function lockWhenIdle(minutes: number): void {
  let timer = 0;
  const again = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => location.reload(), minutes * 60_000);
  };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, again, { passive: true });
  again();
}
