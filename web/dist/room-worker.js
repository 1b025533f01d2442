"use strict";
(() => {
  // src/ts/worker.ts
  function serve(cacheName, wait) {
    const worker = self;
    const page = () => `${worker.registration.scope.replace(/\/$/, "")}/offline`;
    const install = async () => {
      const answer = await fetch(page(), { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error("not signed in");
      const html = await answer.clone().text();
      const cache = await caches.open(cacheName);
      await cache.put(page(), answer);
      const assets = [...html.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+)"/g)].map((m) => (m[1] ?? "").replace(/&amp;/g, "&"));
      await cache.addAll(assets);
    };
    const fallback = async (request) => {
      const navigates = request.mode === "navigate";
      const late = new Promise((_, failed) => {
        if (wait > 0 && navigates) setTimeout(() => failed(new Error("late")), wait);
      });
      try {
        return await Promise.race([fetch(request), late]);
      } catch (e) {
        const kept = await caches.match(navigates ? page() : request);
        if (kept === void 0) throw e;
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

  // src/ts/rooms/worker.ts
  serve("yui-rooms-1", 0);
})();
