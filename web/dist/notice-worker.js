"use strict";
(() => {
  // src/ts/push/worker.ts
  var worker = self;
  var base = worker.registration.scope.replace(/\/me\/delivery\/?$/, "");
  function read(data) {
    try {
      return data?.json() ?? {};
    } catch {
      return {};
    }
  }
  var text = (v, other) => typeof v === "string" && v !== "" ? v : other;
  worker.addEventListener("install", (e) => e.waitUntil(worker.skipWaiting()));
  worker.addEventListener("push", (e) => {
    const shown = read(e.data);
    const how = { body: text(shown.text, ""), tag: "yui", renotify: true, lang: "ja" };
    e.waitUntil(worker.registration.showNotification(text(shown.title, "Yui にお知らせがあります"), how));
  });
  worker.addEventListener("notificationclick", (e) => {
    e.notification.close();
    const notices = `${base}/notices`;
    e.waitUntil(
      worker.clients.matchAll({ type: "window", includeUncontrolled: true }).then((pages) => {
        const open = pages.find((p) => p.url === notices);
        return open === void 0 ? worker.clients.openWindow(notices) : open.focus();
      })
    );
  });
})();
