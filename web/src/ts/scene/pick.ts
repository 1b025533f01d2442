// Evidence for and against, in bits, and from it at most five candidates, as crates/emergency/src/model/lookup/{weigh,pick}.rs
// do. A tablet holds a district, so everybody in it is weighed: no index.
import type { Person } from "./body";
import { enough } from "./query";
import type { Kind, Query } from "./query";
import { alike, plain, searchKey, sound } from "./sound";

interface Weight {
  bits: number;
  agree: Set<Kind>;
  against: number;
  chance: number;
}

const parts = (t: string): string[] => t.split(/[ 　・]/u).filter((p) => p !== "");

export function ageOn(birth: string, today: string): number {
  return Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) - (today.slice(5) < birth.slice(5) ? 1 : 0);
}

/** [likeness, of the whole name]. */
function readings(asked: string[], kana: string): [number, boolean] {
  const p = parts(kana);
  const whole = p.join("");
  const [a = "", b] = asked;
  if (b === undefined) {
    const all = Math.max(alike(a, whole), alike(a, [...p].reverse().join("")));
    const one = Math.max(0, ...p.map((x) => alike(a, x)));
    return p.length > 1 && one >= all ? [one, false] : [all, true];
  }
  const [f, g] = p;
  if (f !== undefined && g !== undefined) return [Math.max(alike(a, f) + alike(b, g), alike(a, g) + alike(b, f)) / 2, true];
  return [Math.max(alike(`${a}${b}`, whole), alike(`${b}${a}`, whole)), true];
}

export function weigh(q: Query, e: Person, today: string): Weight {
  const w: Weight = { bits: 0, agree: new Set(), against: 0, chance: 1 };
  const plus = (kind: Kind, bits: number, chance: number): void => {
    w.bits += bits;
    w.chance *= chance;
    w.agree.add(kind);
  };
  const minus = (bits: number): void => {
    w.bits -= bits;
    w.against += 1;
  };
  if (q.phones.length > 0) {
    const same = q.phones.some((a) => e.phones.some((b) => a === b || (a.length >= 6 && b.endsWith(a))));
    if (same) plus("phone", 15, 0.005);
    else minus(1);
  }
  if (q.kana.length > 0) {
    const [s, whole] = readings(q.kana, e.kana);
    if (whole && s >= 0.6) plus("kana", (16 * (s - 0.45)) / 0.55, s >= 0.96 ? 1 : 30);
    else if (!whole && s >= 0.66) plus("kana", (7 * (s - 0.5)) / 0.5, 100);
    else minus(6);
  }
  if (q.kanji.length > 0) {
    const asked = q.kanji.map(searchKey);
    const theirs = parts(e.name).map(searchKey);
    const whole = theirs.join("");
    const hits = asked.filter((a) => theirs.includes(a)).length;
    if (asked.join("") === whole || [...asked].reverse().join("") === whole) plus("kanji", 17, 0.7);
    else if (hits > 0) {
      plus("kanji", 7, 100);
      if (hits < asked.length) w.bits -= 3;
    } else minus(3);
  }
  place(q, e, w, plus, minus);
  born(q, e, today, w, plus, minus);
  if (q.sex !== "" && e.sex !== "") {
    if (q.sex === e.sex) plus("sex", 1, 0.5);
    else minus(3);
  }
  return w;
}

type Plus = (kind: Kind, bits: number, chance: number) => void;

function place(q: Query, e: Person, w: Weight, plus: Plus, minus: (bits: number) => void): void {
  if (q.place === undefined || e.base === "") return;
  if (q.place.base !== e.base) {
    minus(3);
    return;
  }
  plus("address", 6.6, 0.01);
  const n = Math.min(q.place.numbers.length, e.numbers.length);
  for (let i = 0; i < n; i += 1) {
    const chome = i === 0 && (q.place.chome || e.chome);
    if (q.place.numbers[i] !== e.numbers[i]) {
      w.bits -= 2;
      w.chance *= 20;
      return;
    }
    w.bits += chome ? 1.5 : 4;
    if (!chome) w.chance *= 0.1;
  }
}

function born(q: Query, e: Person, today: string, w: Weight, plus: Plus, minus: (bits: number) => void): void {
  const year = Number(e.birth.slice(0, 4));
  if (q.birth !== undefined) {
    if (q.birth === e.birth) plus("birth", 13, 0.0001);
    else if (Number(q.birth.slice(0, 4)) === year) plus("birth", 3, 0.05);
    else minus(3);
  } else if (q.year !== undefined) {
    const far = Math.abs(q.year - year);
    if (far === 0) plus("birth", 5, 0.03);
    else if (far === 1) plus("birth", 2, 0.1);
    else minus(4);
  }
  if (q.ages !== undefined) {
    const age = ageOn(e.birth, today);
    const [young, old] = q.ages;
    if (age >= young && age <= old) plus("age", 2.3, 0.3);
    else if (age >= young - 3 && age <= old + 3) w.bits += 0.3;
    else minus(3);
  }
}

export interface Shown {
  person: Person;
  kana: string;
  age: string;
  sex: string;
  town: string;
  number: string;
  landmark: string;
  /** Which of kana, age, sex, town differ among the candidates. */
  differs: boolean[];
  matches: boolean;
}

export interface Answer {
  candidates: Shown[];
  more: boolean;
}

const katakana = (t: string): string => t.replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));

export function pick(people: Person[], q: Query, today: string): Answer {
  if (!enough(q)) return { candidates: [], more: false };
  const found = people
    .map((e) => ({ w: weigh(q, e, today), e }))
    .filter(({ w }) => w.bits >= 7 && w.agree.size >= 2)
    .sort((a, b) => b.w.bits - a.w.bits || (a.e.id < b.e.id ? -1 : 1));
  const [first, second] = found;
  let best = false;
  if (first !== undefined) {
    const name = sound(parts(first.e.kana).join(""));
    const namesakes = people.filter((e) => sound(parts(e.kana).join("")) === name).length;
    const ahead = second === undefined || first.w.bits - second.w.bits >= 3;
    best = ahead && first.w.chance * Math.max(1, namesakes) <= 0.01 && first.w.against === 0;
  }
  const [fifth, sixth] = [found[4], found[5]];
  const more = fifth !== undefined && sixth !== undefined && fifth.w.bits - sixth.w.bits < 0.5;
  const top = found.slice(0, 5).map(({ e }) => e);
  const lines = top.map((e) => [plain(e.kana), `${ageOn(e.birth, today)}歳`, e.sex, e.town]);
  const differs = [0, 1, 2, 3].map((i) => lines.some((l) => l[i] !== lines[0]?.[i]));
  const candidates = top.map((e, i): Shown => {
    const near = top.filter((o) => o.town === e.town).length > 1;
    const numbers = e.numbers.slice(e.chome ? 1 : 0).join("-");
    return {
      person: e,
      kana: katakana(e.kana),
      age: lines[i]?.[1] ?? "",
      sex: e.sex,
      town: e.town,
      number: near ? `${numbers} ${e.rest}`.trim() : "",
      landmark: near ? e.landmark : "",
      differs,
      matches: best && i === 0,
    };
  });
  return { candidates, more };
}
