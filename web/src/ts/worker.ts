// What a service worker of Yui does: without a line the browser shows one page, kept beforehand, instead of its own error.
interface Extended extends Event {
  waitUntil(p: Promise<unknown>): void;
}
interface Fetching extends Extended {
  readonly request: Request;
  respondWith(r: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(kind: "install" | "activate", f: (e: Extended) => void): void;
  addEventListener(kind: "fetch", f: (e: Fetching) => void): void;
}

/** `wait`: milliseconds after which a page that does not come counts as no line; 0 = as long as the browser waits. */
export function serve(cacheName: string, wait: number): void {
  const worker = self as unknown as Worker;
  const page = (): string => `${worker.registration.scope.replace(/\/$/, "")}/offline`;

  const install = async (): Promise<void> => {
    const answer = await fetch(page(), { credentials: "same-origin" });
    // the page of signing in is not what is wanted
    if (!answer.ok || answer.redirected) throw new Error("not signed in");
    const html = await answer.clone().text();
    const cache = await caches.open(cacheName);
    await cache.put(page(), answer);
    const assets = [...html.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+)"/g)].map((m) => (m[1] ?? "").replace(/&amp;/g, "&"));
    await cache.addAll(assets);
  };

  const fallback = async (request: Request): Promise<Response> => {
    const navigates = request.mode === "navigate";
    const late = new Promise<never>((_, failed) => { if (wait > 0 && navigates) setTimeout(() => failed(new Error("late")), wait); });
    try {
      return await Promise.race([fetch(request), late]);
    } catch (e) {
      const kept = await caches.match(navigates ? page() : request);
      if (kept === undefined) throw e;
      return kept;
    }
  };

  worker.addEventListener("install", (e) => e.waitUntil(install().then(() => worker.skipWaiting())));
  worker.addEventListener("activate", (e) => e.waitUntil(worker.clients.claim()));
  worker.addEventListener("fetch", (e) => {
    const path = new URL(e.request.url).pathname;
    if (e.request.mode === "navigate" || path.startsWith("/assets/")) e.respondWith(fallback(e.request));
  });
}
