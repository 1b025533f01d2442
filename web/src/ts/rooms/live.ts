// An open room hears of changes (ids only) and fetches each post through its own page and permit. A hidden tab lets go of
// the line: a browser has only a few of them, and nobody reads there. It comes back after the last event it has got.

interface Told {
  pos: number;
  /** Another one than the page's when the records of the person were joined. */
  room: string;
  post: string;
  what: string;
}

class Room {
  private source: EventSource | null = null;
  private last: number;
  private queue: Promise<void> = Promise.resolve();
  private readonly layer = new URLSearchParams(location.search).get("layer");

  constructor(private readonly list: HTMLElement, private readonly url: URL, private readonly page: string) {
    this.last = Number(url.searchParams.get("after") ?? "0");
    document.addEventListener("visibilitychange", () => this.follow());
    window.addEventListener("pagehide", () => this.leave());
    this.follow();
  }

  private leave(): void {
    this.source?.close();
    this.source = null;
  }

  private follow(): void {
    if (document.visibilityState === "hidden") {
      this.leave();
      return;
    }
    if (this.source !== null) return;
    this.url.searchParams.set("after", String(this.last));
    const source = new EventSource(this.url.href);
    source.addEventListener("change", (event) => this.told(event as MessageEvent<string>));
    source.addEventListener("open", () => this.say(""));
    source.addEventListener("error", () => {
      // the browser comes back by itself, unless the answer was a refusal
      this.say(source.readyState === EventSource.CLOSED
        ? "新しい投稿を自動では受け取れません。ページを開き直してください。"
        : "つながっていません。つながると、新しい投稿が出ます。");
    });
    this.source = source;
  }

  private told(event: MessageEvent<string>): void {
    const told = JSON.parse(event.data) as Told;
    this.last = Math.max(this.last, Number(event.lastEventId));
    // one after the other: posts keep their order
    this.queue = this.queue.then(() => this.show(told)).catch(() => undefined);
  }

  private async show(told: Told): Promise<void> {
    const old = document.getElementById(`p-${told.post}`);
    const answer = await fetch(`${this.page.replace(/[^/]+$/, told.room)}/posts/${told.post}?in=1`, {
      credentials: "same-origin",
      redirect: "error",
      headers: { "X-Requested-With": "fetch" },
    });
    if (answer.status === 404) {
      old?.remove();
      return;
    }
    if (!answer.ok) return;
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    const card = html.getElementById(`p-${told.post}`);
    if (card === null) return;
    if (old !== null) {
      // what somebody is about to press or type in stays as it is
      if (!old.contains(document.activeElement)) old.replaceWith(document.adoptNode(card));
      return;
    }
    if (told.what !== "new" || (this.layer !== null && !card.classList.contains(this.layer))) return;
    const near = window.innerHeight + window.scrollY > document.body.scrollHeight - 400;
    this.list.append(document.adoptNode(card));
    document.querySelector(".posts-empty")?.remove();
    this.say("新しい投稿があります。");
    if (near) card.scrollIntoView({ block: "nearest" });
  }

  private say(text: string): void {
    const line = document.getElementById("live-line");
    if (line === null) return;
    line.textContent = text;
    line.hidden = text === "";
  }
}

export function setUpLive(root: Document): void {
  const list = root.getElementById("posts");
  const live = list?.dataset["live"];
  const page = list?.dataset["page"];
  // an older page of the room is not where new posts belong
  if (list === null || live === undefined || page === undefined || new URLSearchParams(location.search).has("before")) return;
  new Room(list, new URL(live, location.href), page);
}
