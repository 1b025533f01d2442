// Without a line the browser shows the rooms' page 「つながっていません」 with the drafts of this device instead of its own
// error. Nothing of anybody is kept here: that page holds no name, and the drafts are in the account's own store.
export {};

interface Extended extends Event {
  waitUntil(p: Promise<unknown>): void;
}
interface Fetching extends Extended {
  readonly request: Request;
  respondWith(r: Promise<Response>): void;
}
interface Worker {
  readonly registration: { readonly scope: string };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(kind: "install" | "activate", f: (e: Extended) => void): void;
  addEventListener(kind: "fetch", f: (e: Fetching) => void): void;
}
const worker = self as unknown as Worker;
const CACHE = "yui-rooms-1";
const page = (): string => `${worker.registration.scope}offline`;

async function install(): Promise<void> {
  const answer = await fetch(page(), { credentials: "same-origin" });
  // the page of signing in is not what is wanted
  if (!answer.ok || answer.redirected) throw new Error("not signed in");
  const html = await answer.clone().text();
  const cache = await caches.open(CACHE);
  await cache.put(page(), answer);
  const assets = [...html.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+)"/g)].map((m) => (m[1] ?? "").replace(/&amp;/g, "&"));
  await cache.addAll(assets);
}

async function fallback(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (e) {
    const kept = await caches.match(request.mode === "navigate" ? page() : request);
    if (kept === undefined) throw e;
    return kept;
  }
}

worker.addEventListener("install", (e) => e.waitUntil(install().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (e) => e.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (e) => {
  const path = new URL(e.request.url).pathname;
  if (e.request.mode === "navigate" || path.startsWith("/assets/")) e.respondWith(fallback(e.request));
});
