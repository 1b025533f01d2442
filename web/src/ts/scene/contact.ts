// With a line: tell what was looked up without one, hear whether the district may stay, take a new one when it is due.
import { headOf, openHalf } from "./seal";
import type { Sealed, Store } from "./store";

interface Heard {
  keep: boolean;
  renew: boolean;
  upto: number;
}

/** Most look-ups in one message (crates/emergency/src/model/tablet.rs). */
const MOST = 200;

/** `refusals`: also what is refused in words (422) is an answer. */
async function posted<T>(url: string, fields: Record<string, string>, refusals = false): Promise<T | undefined> {
  const answer = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: new URLSearchParams(fields).toString(),
    redirect: "error",
  });
  return answer.ok || (refusals && answer.status === 422) ? ((await answer.json()) as T) : undefined;
}

/** Undefined without a line. Deletes the district when the server says so, or when nobody can tell it any more. */
export async function contact(store: Store, url: string): Promise<Heard | undefined> {
  const sealed = await store.sealed();
  // also of one that is gone: that it went may not have been heard, and look-ups in it not told
  const id = sealed === undefined ? await store.gone() : headOf(sealed).id;
  if (id === undefined) return { keep: false, renew: false, upto: 0 };
  const cleared: Record<string, string> = sealed === undefined ? { cleared: "yes" } : {};
  const told = (await store.told()).sort((a, b) => a.n - b.n);
  try {
    let heard: Heard | undefined;
    do {
      const some = told.splice(0, MOST);
      heard = await posted<Heard>(url, { subset: id, told: some.length > 0 ? JSON.stringify(some) : "", ...cleared });
      if (heard === undefined) return undefined;
      if (heard.upto > 0) await store.heard(heard.upto);
      // the server takes what was looked up also when the district may not stay
    } while (told.length > 0 && heard.upto > 0);
    if (sealed === undefined) {
      await store.reported();
    } else if (!heard.keep) {
      await store.clear();
      if ((await posted<Heard>(url, { subset: id, cleared: "yes" })) !== undefined) await store.reported();
    }
    return heard;
  } catch {
    if (sealed !== undefined && Date.now() >= headOf(sealed).until) await store.clear();
    return undefined;
  }
}

/** Takes a new district; what is wrong in words, or nothing. */
export async function take(store: Store, url: string, csrf: string): Promise<string> {
  const pair = await store.pair();
  const got = await posted<Sealed & { error?: string }>(url, { key: await openHalf(pair), _csrf: csrf }, true);
  if (got?.body === undefined) return `${got?.error ?? "控えを新しくできませんでした"}。`;
  await store.keep(got);
  return "";
}
