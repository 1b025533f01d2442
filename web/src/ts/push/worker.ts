// Shows a notice that arrives while no page is open. The text names nobody; a tap opens the notices of this region, whose
// address stands in this worker's own scope and never in what arrives. It answers no page and keeps nothing.
interface Shown {
  readonly title?: unknown;
  readonly text?: unknown;
}
interface Extended extends Event {
  waitUntil(p: Promise<unknown>): void;
}
interface Pushed extends Extended {
  readonly data: { json(): unknown } | null;
}
interface Tapped extends Extended {
  readonly notification: { close(): void };
}
interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
}
interface Worker {
  readonly registration: { readonly scope: string; showNotification(title: string, how: object): Promise<void> };
  readonly clients: { matchAll(how: object): Promise<Page[]>; openWindow(url: string): Promise<unknown> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install", f: (e: Extended) => void): void;
  addEventListener(kind: "push", f: (e: Pushed) => void): void;
  addEventListener(kind: "notificationclick", f: (e: Tapped) => void): void;
}

const worker = self as unknown as Worker;
const base = worker.registration.scope.replace(/\/me\/delivery\/?$/, "");

function read(data: Pushed["data"]): Shown {
  try {
    return (data?.json() ?? {}) as Shown;
  } catch {
    return {};
  }
}

const text = (v: unknown, other: string): string => (typeof v === "string" && v !== "" ? v : other);

worker.addEventListener("install", (e) => e.waitUntil(worker.skipWaiting()));

worker.addEventListener("push", (e) => {
  const shown = read(e.data);
  // one after the other takes the place of the one before: a screen full of them says no more
  const how = { body: text(shown.text, ""), tag: "yui", renotify: true, lang: "ja" };
  e.waitUntil(worker.registration.showNotification(text(shown.title, "Yui にお知らせがあります"), how));
});

worker.addEventListener("notificationclick", (e) => {
  e.notification.close();
  const notices = `${base}/notices`;
  e.waitUntil(
    worker.clients.matchAll({ type: "window", includeUncontrolled: true }).then((pages) => {
      const open = pages.find((p) => p.url === notices);
      return open === undefined ? worker.clients.openWindow(notices) : open.focus();
    }),
  );
});
