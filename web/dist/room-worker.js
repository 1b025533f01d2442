"use strict";
(() => {
  // src/ts/rooms/worker.ts
  var worker = self;
  var CACHE = "yui-rooms-1";
  var page = () => `${worker.registration.scope}offline`;
  async function install() {
    const answer = await fetch(page(), { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("not signed in");
    const html = await answer.clone().text();
    const cache = await caches.open(CACHE);
    await cache.put(page(), answer);
    const assets = [...html.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+)"/g)].map((m) => (m[1] ?? "").replace(/&amp;/g, "&"));
    await cache.addAll(assets);
  }
  async function fallback(request) {
    try {
      return await fetch(request);
    } catch (e) {
      const kept = await caches.match(request.mode === "navigate" ? page() : request);
      if (kept === void 0) throw e;
      return kept;
    }
  }
  worker.addEventListener("install", (e) => e.waitUntil(install().then(() => worker.skipWaiting())));
  worker.addEventListener("activate", (e) => e.waitUntil(worker.clients.claim()));
  worker.addEventListener("fetch", (e) => {
    const path = new URL(e.request.url).pathname;
    if (e.request.mode === "navigate" || path.startsWith("/assets/")) e.respondWith(fallback(e.request));
  });
})();
