// 停電・障害のときの控え: one file, opened by a browser alone. Asks nothing of any network (its policy forbids it), keeps
// nothing, and closes itself when nobody uses it.
import { el, fold, line, offices, person, type Pack, type Person } from "./draw";
import { open, plain, type Sealed } from "./open";

/** Minutes without a touch until it closes. */
const IDLE_MINUTES = 10;
/** Hours after which it says more loudly that it is old: the nightly one is never older while the server runs. */
const OLD_HOURS = 36;

const byId = (id: string): HTMLElement => {
  const e = document.getElementById(id);
  if (!e) throw new Error(id);
  return e;
};

const sealed = JSON.parse(byId("sealed").textContent ?? "") as Sealed;
const head = JSON.parse(sealed.head) as { at: string };
const door = byId("door") as HTMLFormElement;
const field = byId("passphrase") as HTMLInputElement;
const said = byId("said");
const main = byId("opened");
const search = byId("search") as HTMLInputElement;
const list = byId("list");
const count = byId("count");
const listPage = byId("list-page");
const onePage = byId("one-page");
const one = byId("one");
const title = byId("one-title");

let keys: [string[], Person][] = [];
let timer = 0;

function show(which: HTMLElement): void {
  for (const e of [listPage, onePage]) e.hidden = e !== which;
  window.scrollTo(0, 0);
}

function close(why: string): void {
  window.clearTimeout(timer);
  keys = [];
  for (const e of [list, one, byId("offices")]) e.replaceChildren();
  title.textContent = "";
  search.value = "";
  field.value = "";
  main.hidden = true;
  door.hidden = false;
  said.textContent = why;
}

function touched(): void {
  window.clearTimeout(timer);
  if (main.hidden) return;
  timer = window.setTimeout(() => close(`${IDLE_MINUTES}分使わなかったので、閉じました。もう一度、合言葉を入れてください`), IDLE_MINUTES * 60_000);
}

function find(): void {
  const asked = fold(search.value);
  const found = keys.filter(([k]) => asked === "" || k.some((x) => x.includes(asked))).map(([, p]) => p);
  list.replaceChildren(...found.map((p) => line(p, () => turn(p))));
  count.textContent = found.length === 0 ? "見つかりません。お名前、ふりがな、生年月日で探せます" : `${found.length}人`;
}

function turn(p: Person): void {
  title.textContent = `${p.name} さん`;
  one.replaceChildren(...person(p));
  show(onePage);
  title.focus();
}

function opened(pack: Pack): void {
  keys = pack.people.map((p) => [p.find.map(fold), p]);
  byId("offices").replaceChildren(...offices(pack.offices));
  field.value = "";
  said.textContent = "";
  door.hidden = true;
  main.hidden = false;
  find();
  show(listPage);
  search.focus();
  touched();
}

door.addEventListener("submit", (e) => {
  e.preventDefault();
  if (plain(field.value) === "") {
    said.textContent = "合言葉を入れてください。紙の控えにあります";
    field.focus();
    return;
  }
  said.textContent = "開いています。少しお待ちください";
  open(sealed, field.value).then(
    (content) => opened(content as Pack),
    () => {
      said.textContent = "開けません。合言葉をたしかめて、もう一度入れてください。作り直したときは、前の控えは前の合言葉で開きます";
      field.focus();
    },
  );
});
search.addEventListener("input", find);
byId("back").addEventListener("click", () => {
  show(listPage);
  search.focus();
});
for (const b of document.querySelectorAll("[data-print]")) b.addEventListener("click", () => window.print());
byId("close").addEventListener("click", () => close("閉じました"));
for (const e of ["pointerdown", "keydown", "scroll"]) document.addEventListener(e, touched, { passive: true });

const hours = (Date.now() - Date.parse(head.at)) / 3_600_000;
if (hours > OLD_HOURS) {
  byId("age").append(el("b", `作ってから${Math.floor(hours / 24)}日たっています。もっと新しい控えがないか、たしかめてください。`));
}
if (!globalThis.crypto?.subtle) {
  said.textContent = "このブラウザーでは開けません。新しい Microsoft Edge、Google Chrome、Firefox のどれかで開いてください";
} else {
  door.hidden = false;
}
