// 救急隊の端末: with a line it keeps a sealed district up to date, without one it looks in it.
import { contact, take } from "./contact";
import { clockOf, offline } from "./offline";
import { headOf } from "./seal";
import { FORM, Store } from "./store";

async function online(place: HTMLElement): Promise<void> {
  const of = (name: string): string => place.dataset[name] ?? "";
  const store = new Store(of("store"));
  const heard = await contact(store, of("contact"));
  if (of("allowed") !== "true") return;
  if (heard === undefined) return;
  await navigator.serviceWorker?.register(of("worker"), { scope: of("scope") });
  await store.clock(Date.now());
  const fresh = heard.keep && !heard.renew && (await store.sealed())?.v === FORM;
  const wrong = fresh ? "" : await take(store, of("take"), of("csrf"));
  const sealed = await store.sealed();
  if (sealed === undefined) {
    place.textContent = wrong;
    return;
  }
  const head = headOf(sealed);
  place.textContent = `${wrong}回線が切れても、${clockOf(head.until)}まで、受け持ちの${head.cards}人分を暗証番号で、同じ画面で開けます。`;
}

const without = document.getElementById("offline");
const box = document.getElementById("tablet");
if ("indexedDB" in window && "crypto" in window && crypto.subtle !== undefined) {
  if (without !== null) void offline(without);
  else if (box !== null) void online(box).catch(() => undefined);
}
