// Candidates and the card, drawn as the pages with a line draw them (templates/emergency/crew*.html).
import type { Call, Card, Person } from "./body";
import { halfWidth } from "./sound";
import type { Shown } from "./pick";

type Child = Node | string;

export function el(tag: string, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElement {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.append(...children);
  return e;
}

const mark = (text: string, differs: boolean): Child => (differs && text !== "" ? el("mark", {}, text) : text);

export function candidates(all: Shown[], open: (p: Person) => void): HTMLElement {
  const list = el("ul", { class: "cands" });
  all.forEach((c, i) => {
    const [kana = false, age = false, sex = false, town = false] = c.differs;
    const small = el("small", {}, mark(c.age, age));
    if (c.sex !== "") small.append("・", mark(c.sex, sex));
    const b = el(
      "button", { type: "button" },
      el("i", {}, String(i + 1)),
      el("span", { class: "nm" }, mark(c.kana, kana), " ", small),
      el("span", { class: "ad" }, mark(c.town, town), " ", mark(c.number, c.number !== "")),
      el("span", { class: "go", "aria-hidden": "true" }, "›"),
    );
    if (c.landmark !== "") b.append(el("span", { class: "ad" }, "近くの目印 ", mark(c.landmark, true)));
    if (c.matches) b.append(el("span", { class: "fits" }, "手がかりがよく合います"));
    b.addEventListener("click", () => open(c.person));
    list.append(el("li", {}, b));
  });
  return list;
}

function tels(calls: Call[], first: boolean): HTMLElement {
  const list = el("ul", { class: "tels g2" });
  calls.forEach((c, i) => {
    const digits = halfWidth(c.number).replace(/[^0-9]/g, "");
    const second = el("span", { class: "l2" }, el("span", { class: "no" }, c.number));
    if (c.note !== "") second.append(" ", el("span", { class: "rel" }, c.note));
    const kind = `tel${i === 0 && first ? " now" : ""}${c.closed ? " off" : ""}`;
    list.append(el("li", {}, el("a", { class: kind, href: `tel:${digits}` }, el("span", { "aria-hidden": "true" }, "☎"), el("span", { class: "tx" }, el("b", {}, c.who), " ", second))));
  });
  return list;
}

function block(id: string, title: string, ...children: Child[]): HTMLElement {
  return el("section", { class: "blk", "aria-labelledby": id }, el("h2", { id }, title), ...children);
}

/** The card, in the order of the crew's questions; without the record of talks, which is never on a tablet. */
export function card(p: Person, c: Card, day: boolean): HTMLElement {
  const [calls, team] = day ? c.day : c.night;
  const head = el("div", { class: "id" }, el("p", { class: "kana" }, p.kana), el("h1", { tabindex: "-1" }, p.name, " ", el("small", {}, c.who)));
  for (const line of [c.address, ...c.place]) if (line !== "") head.append(el("p", { class: "adr" }, line));
  if (c.key !== "") head.append(el("p", { class: "lock" }, `鍵　${c.key}`));
  const out = el("div", { class: "card" }, head);
  out.append(block("t1", "電話 ― 押すとかかります", calls.length > 0 ? tels(calls, true) : el("p", {}, "電話番号の登録はありません。")));
  if (c.warn.length > 0) {
    const list = el("ul");
    for (const [word, beside] of c.warn) list.append(el("li", {}, word, " ", el("span", {}, beside)));
    out.append(el("section", { class: "warn", "aria-labelledby": "w1" }, el("h2", { id: "w1" }, "注意"), list));
  }
  const kv = el("dl", { class: "kv" });
  for (const [label, text] of c.facts) kv.append(el("dt", {}, label), el("dd", {}, text));
  const facts = block("k1", "病名・ようす", kv);
  if (c.medicines.length > 0) {
    const list = el("ul", { class: "meds" });
    for (const m of c.medicines) list.append(el("li", {}, m));
    facts.append(el("details", {}, el("summary", {}, `薬 ${c.medicines.length}種 ▸`), list));
  }
  out.append(facts);
  if (team.length > 0) out.append(block("k2", "支える人", tels(team, false)));
  const about = c.confirmed === "" ? "" : `${c.confirmed}。`;
  out.append(el("p", { class: "sec" }, `${about}古いことがあります。現場の判断を優先してください。話し合いの記録は、回線が切れているあいだは見られません。`));
  return out;
}
