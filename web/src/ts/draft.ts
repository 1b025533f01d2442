// Drafts: a form with data-draft-url is posted there a moment after the last change, so leaving never loses anything.
// The server answers {"at":"11:20"} (Japan time). The draft is one person's; the record itself changes only by the button.

const WAIT_MS = 1500;
const AGAIN_MS = [5000, 15000, 60000];

class Draft {
  private timer = 0;
  private busy = false;
  private changed = false;
  private failures = 0;

  constructor(private readonly form: HTMLFormElement, private readonly url: string) {
    form.addEventListener("input", () => this.touched());
    form.addEventListener("change", () => this.touched());
    form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.changed) void this.save(true);
    });
  }

  private touched(): void {
    this.changed = true;
    this.form.dataset["unsaved"] = "1";
    this.schedule(WAIT_MS);
  }

  private schedule(ms: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(false), ms);
  }

  private stop(): void {
    window.clearTimeout(this.timer);
    this.changed = false;
  }

  private body(): URLSearchParams {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") body.append(name, value);
    }
    return body;
  }

  private async save(leaving: boolean): Promise<void> {
    if (this.busy || !this.changed) return;
    this.busy = true;
    this.changed = false;
    let again = 0;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: this.body(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        keepalive: leaving,
      });
      again = await this.tell(answer);
    } catch {
      again = this.failed("いまは保存できません。つながると、もう一度保存します。");
    }
    this.busy = false;
    if (again > 0 || this.changed) {
      this.changed = true;
      this.schedule(again > 0 ? again : WAIT_MS);
    }
  }

  /** Says what happened; returns the wait before another try, 0 for none. */
  private async tell(answer: Response): Promise<number> {
    if (answer.ok) {
      this.failures = 0;
      const told = (await answer.json().catch(() => ({}))) as { at?: string; seen?: string };
      const mark = this.form.querySelector<HTMLInputElement>("input[name=_seen]");
      if (mark && told.seen) mark.value = told.seen;
      const at = told.at ?? new Date(Date.now() + 9 * 3600 * 1000).toISOString().slice(11, 16);
      if (!this.changed) delete this.form.dataset["unsaved"];
      this.say(`${at} に下書きを保存しました。閉じても消えません。`, false);
      return 0;
    }
    if (answer.status === 401 || answer.status === 403) {
      this.say("ログインが切れたため、保存できません。別のタブでログインしなおすと、続けられます。", true);
      return AGAIN_MS[2] ?? 60000;
    }
    if (answer.status === 409) {
      this.say("別の画面でも編集されています。この画面の入力は残っています。", true);
      return 0;
    }
    if (answer.status === 413 || answer.status === 422 || answer.status === 400) {
      this.say("このままでは下書きを保存できません。長すぎる文がないか、たしかめてください。", true);
      return 0;
    }
    return this.failed("いまは保存できません。少したってから、もう一度保存します。");
  }

  private failed(text: string): number {
    this.say(text, true);
    const wait = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)] ?? 60000;
    this.failures += 1;
    return wait;
  }

  private say(text: string, bad: boolean): void {
    for (const place of document.querySelectorAll<HTMLElement>("[data-draft-status]")) {
      place.classList.toggle("bad", bad);
      const words = place.querySelector("span") ?? place;
      words.textContent = text;
      place.hidden = false;
    }
  }
}

export function setUpDrafts(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft-url]")) {
    const url = form.dataset["draftUrl"];
    if (url) new Draft(form, url);
  }
}
