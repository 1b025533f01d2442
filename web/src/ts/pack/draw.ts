// What is inside, as page. Text is only ever set as text: nothing of the content is read as HTML.
export type Row = [string, string];
export interface Paper { title: string; rows: Row[] }
export interface Stay { state: string; place: string; next: string; facts: Row[]; papers: Paper[] }
export interface Person {
  name: string; kana: string; birth: string; alerts: string[]; find: string[];
  basics: Row[]; stays: Stay[]; contacts: Row[]; health: Row[]; team: Row[];
}
export interface Office { name: string; kind: string; lines: Row[] }
export interface Pack { people: Person[]; offices: Office[] }

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, words = "", cls = "", ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  if (words) e.textContent = words;
  if (cls) e.className = cls;
  e.append(...inside);
  return e;
}

const SMALL = "ぁぃぅぇぉっゃゅょゎゕゖ";
const FULL = "あいうえおつやゆよわかけ";

/** The same fold for what stands there and what is typed: width, case, kana, small kana, without blanks and signs. */
export const fold = (text: string): string =>
  text.normalize("NFKC").toLowerCase()
    .replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60))
    .replace(/[ぁ-ゖ]/g, (c) => FULL[SMALL.indexOf(c)] ?? c)
    .replace(/[\sー・.,、/年月日-]/g, "");

/** A list of label and words; a line without words is a heading. */
function rows(all: Row[]): Node[] {
  const out: Node[] = [];
  let list: HTMLDListElement | null = null;
  for (const [label, words] of all) {
    if (words === "") {
      out.push(el("h3", label));
      list = null;
      continue;
    }
    if (!list) out.push((list = el("dl")));
    list.append(el("div", "", "", el("dt", label), el("dd", words)));
  }
  return out;
}

function part(title: string, all: Row[]): Node[] {
  return all.length === 0 ? [] : [el("section", "", "", el("h2", title), ...rows(all))];
}

/** One line of the list: the name opens the person. */
export function line(p: Person, open: () => void): HTMLLIElement {
  const button = el("button", "", "row", el("b", `${p.name} さん`), el("span", `${p.kana}・${p.birth}`, "small"));
  button.type = "button";
  button.addEventListener("click", open);
  for (const s of p.stays) {
    button.append(el("span", `${s.state}（${s.place}）`));
    if (s.next) button.append(el("span", `つぎ：${s.next}`, "small"));
  }
  return el("li", "", "", button);
}

/** A person's page. */
export function person(p: Person): Node[] {
  const out: Node[] = [el("p", `${p.kana}・${p.birth}`)];
  if (p.alerts.length > 0) {
    out.push(el("ul", "", "alerts", ...p.alerts.map((a) => el("li", a))));
  }
  for (const s of p.stays) {
    const facts: Row[] = s.next ? [["つぎにすること", s.next], ...s.facts] : s.facts;
    out.push(...part(`${s.state}（${s.place}）`, facts));
  }
  out.push(...part("基本", p.basics), ...part("ご家族・連絡先", p.contacts));
  out.push(...part("病気・お薬・アレルギーなど", p.health), ...part("支援チーム", p.team));
  for (const s of p.stays) for (const paper of s.papers) out.push(...part(paper.title, paper.rows));
  return out;
}

/** The offices, by kind. */
export function offices(all: Office[]): Node[] {
  return all.map((o) => el("section", "", "", el("h2", `${o.name}（${o.kind}）`), ...rows(o.lines)));
}
