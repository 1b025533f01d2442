// 「この端末で通知を受け取る」: asks the browser, registers the worker that shows notices, and posts what the browser gives
// back as a form. Where a browser knows no push the page says so instead.

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const out = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i += 1) out[i] = plain.charCodeAt(i);
  return out;
}

function text(buffer: ArrayBuffer | null): string {
  let plain = "";
  for (const b of new Uint8Array(buffer ?? new ArrayBuffer(0))) plain += String.fromCharCode(b);
  return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`) ?? document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  form.append(field);
}

function say(form: HTMLFormElement, what: string): void {
  const place = form.querySelector<HTMLElement>("[data-push-said]");
  if (place === null) return;
  place.textContent = what;
  place.hidden = what === "";
}

const REFUSED = "このブラウザーで、通知が止められています。ブラウザーの設定で、このページの通知を許してから、もう一度押してください";
const NOT_DONE = "通知サービスにつながりませんでした。しばらくしてから、もう一度押してください";

async function subscribe(form: HTMLFormElement): Promise<string> {
  if ((await Notification.requestPermission()) !== "granted") return REFUSED;
  const { push: key = "", worker = "", scope = "" } = form.dataset;
  const registration = await navigator.serviceWorker.register(worker, { scope });
  await ready(registration);
  // one made with another key (the installation was set up anew) would never get anything
  const before = await registration.pushManager.getSubscription();
  if (before !== null && text(before.options.applicationServerKey) !== key) await before.unsubscribe();
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  put(form, "endpoint", made.endpoint);
  put(form, "point", text(made.getKey("p256dh")));
  put(form, "auth", text(made.getKey("auth")));
  return "";
}

/** Waits until the worker runs: a push manager takes no subscription before. */
async function ready(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active !== null || worker === null) return;
  await new Promise<void>((done) => {
    worker.addEventListener("statechange", () => { if (worker.state === "activated" || worker.state === "redundant") done(); });
  });
}

function watch(form: HTMLFormElement): void {
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    say(form, "");
    subscribe(form)
      .catch(() => NOT_DONE)
      .then((problem) => {
        if (problem === "") return form.submit();
        busy = false;
        say(form, problem);
      });
  });
}

export function setUpPush(root: Document): void {
  const form = root.querySelector<HTMLFormElement>("form[data-push]");
  if (form === null || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  watch(form);
  for (const part of root.querySelectorAll<HTMLElement>("[data-push-part]")) part.hidden = false;
  for (const part of root.querySelectorAll<HTMLElement>("[data-push-none]")) part.hidden = true;
}
