// Reading the box, as crates/emergency/src/model/lookup/query.rs does: words in any order, each said back.
import { kanjiNumber, readPlace, townKey } from "./place";
import type { Place } from "./place";
import { halfWidth, isReading, sound } from "./sound";

export type Kind = "address" | "phone" | "kana" | "kanji" | "age" | "sex" | "birth";
export const ORDER: Kind[] = ["address", "phone", "kana", "kanji", "age", "sex", "birth"];
export const LABEL: Record<Kind, string> = { address: "住所", phone: "電話", kana: "かな", kanji: "漢字", age: "年代", sex: "性別", birth: "生年" };

export interface Query {
  place?: Place;
  phones: string[];
  kana: string[];
  kanji: string[];
  ages?: [number, number];
  sex: string;
  year?: number;
  /** 1940-04-08 */
  birth?: string;
  read: [Kind, string][];
  unread: string[];
}

export interface Towns {
  byKey: Set<string>;
  bySound: Map<string, string>;
}

export function townsOf(all: [string, string][]): Towns {
  const t: Towns = { byKey: new Set(), bySound: new Map() };
  for (const [name, kana] of all) {
    const base = readPlace(name, "").base;
    if (base === "") continue;
    const short = kana.replace(/(いっ|に|さん|よん|ご|ろく|なな|はっ|きゅう|じゅっ)?ちょうめ$/u, "");
    if (short !== "") t.bySound.set(sound(short), base);
    t.byKey.add(base);
  }
  return t;
}

/** How many letters of a text are the longest town that it begins with. */
function begins(towns: Towns, text: string): number | undefined {
  const letters = [...text];
  for (let n = letters.length; n > 0; n -= 1) {
    const head = letters.slice(0, n).join("");
    const base = townKey(head);
    if ([...base].length > 1 && towns.byKey.has(base)) return head.length;
  }
  return undefined;
}

function sexOf(word: string): string {
  if (["男", "男性", "おとこ", "オトコ", "だんせい"].includes(word)) return "男";
  return ["女", "女性", "おんな", "オンナ", "じょせい"].includes(word) ? "女" : "";
}

const number = (t: string): number | undefined => (/^[0-9]+$/.test(t) && Number(t) <= 65535 ? Number(t) : kanjiNumber(t));

function agesOf(word: string): [number, number] | undefined {
  const unit = ["歳代", "才代", "代", "台"].find((u) => word.includes(u));
  if (unit !== undefined) {
    const [n = "", ...rest] = word.split(unit);
    const from = number(n);
    if (from === undefined || from > 110 || from % 10 !== 0) return undefined;
    const half = rest.join(unit);
    if (half === "" || half === "くらい" || half === "ぐらい") return [from, from + 9];
    return half === "前半" ? [from, from + 5] : half === "後半" ? [from + 4, from + 9] : undefined;
  }
  const year = ["歳", "才", "さい"].find((u) => word.includes(u));
  if (year === undefined) return undefined;
  const [n = "", ...rest] = word.split(year);
  const age = number(n);
  return age !== undefined && age <= 120 && ["", "くらい", "ぐらい", "ほど", "位"].includes(rest.join(year)) ? [age - 2, age + 2] : undefined;
}

/** A word with an age inside (高橋ミヨ86歳, としき９１さい女): before, age, behind; as model/lookup/glued.rs does. */
function glued(word: string): [string, string, string] | undefined {
  const m = /^(.*?)([0-9０-９]+(?:歳|才|さい|代)代?(?:前半|後半|くらい|ぐらい|ほど|位)?)(.*)$/su.exec(word);
  if (m === null) return undefined;
  const head = (m[1] ?? "").replace(/[の・（）()]+$/u, "");
  const behind = (m[3] ?? "").replace(/^[の・（）()]+|[の・（）()]+$/gu, "");
  return head === "" && behind === "" ? undefined : [head, m[2] ?? "", behind];
}

const NAMED_ERAS = ["明治", "大正", "昭和", "平成", "令和", "明", "大", "昭", "平", "令", "M", "T", "S", "H", "R"];

/** The age that a bare number may be where nothing else could be meant: two digits from 40 on. */
function bareAge(q: Query, words: string[], city: string): void {
  const numbers = q.unread.filter((w) => /[0-9０-９]/u.test(w));
  const text = halfWidth(numbers[0] ?? "");
  if (q.ages !== undefined || q.year !== undefined || q.place !== undefined || numbers.length !== 1 || !/^[4-9][0-9]$/.test(text)) return;
  if (words.some((w) => NAMED_ERAS.includes(halfWidth(w).toUpperCase()) || (city !== "" && w.startsWith(city)))) return;
  q.ages = [Number(text) - 2, Number(text) + 2];
  q.unread = q.unread.filter((w) => halfWidth(w) !== text);
  q.read.push(["age", `${text}歳`]);
}

const ERAS: [string, string, number][] = [["明治", "M", 1867], ["大正", "T", 1911], ["昭和", "S", 1925], ["平成", "H", 1988], ["令和", "R", 2018]];

function dateOf(y: number, m: number, d: number): string | undefined {
  const t = new Date(Date.UTC(y, m - 1, d));
  return t.getUTCFullYear() === y && t.getUTCMonth() === m - 1 && t.getUTCDate() === d ? t.toISOString().slice(0, 10) : undefined;
}

/** 1940, 1940年, 昭和15年生まれ, S15, S15.4.8, 1940-4-8, 19400408. */
function bornOf(word: string, today: string): [number, string | undefined] | undefined {
  const bare = word.replace(/(生まれ|うまれ|生)$/u, "");
  const now = Number(today.slice(0, 4));
  const fits = (y: number): boolean => y <= now && now - y <= 125;
  const whole = /^(?:(明治|大正|昭和|平成|令和|[mtshrMTSHR])(元|[0-9]{1,2})|([0-9]{4}))[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})日?$/u.exec(bare);
  const eight = /^(19|20)([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(bare);
  if (whole !== null || eight !== null) {
    const era = ERAS.find((e) => e[0] === whole?.[1] || e[1] === whole?.[1]?.toUpperCase());
    const y = eight !== null ? Number(`${eight[1]}${eight[2]}`) : era === undefined ? Number(whole?.[3]) : era[2] + (whole?.[2] === "元" ? 1 : Number(whole?.[2]));
    const d = eight !== null ? dateOf(y, Number(eight[3]), Number(eight[4])) : dateOf(y, Number(whole?.[4]), Number(whole?.[5]));
    if (d !== undefined && d <= today && fits(y)) return [y, d];
  }
  const year = bare.replace(/年$/u, "");
  if (/^[0-9]{4}$/.test(year)) return fits(Number(year)) ? [Number(year), undefined] : undefined;
  const m = /^(?:([明大昭平令])[治正和成]*|([A-Za-z]))(.+)$/u.exec(year);
  if (m === null) return undefined;
  const era = ERAS.find((e) => (m[1] !== undefined ? e[0].startsWith(m[1]) : e[1] === m[2]?.toUpperCase()));
  const n = m[3] === "元" ? 1 : number(m[3] ?? "");
  if (era === undefined || n === undefined || n < 1) return undefined;
  const ends: Record<string, number> = { M: 45, T: 15, S: 64, H: 31, R: 999 };
  const y = era[2] + n;
  return n <= (ends[era[1]] ?? 0) && fits(y) ? [y, undefined] : undefined;
}

function telephone(word: string): string | undefined {
  const digits = word.replace(/[^0-9]/g, "");
  const local = digits.length >= 6 && word.split("-").pop()?.length === 4;
  return /^[0-9()-]+$/.test(word) && (digits.length >= 9 || local) && digits.length <= 13 ? digits : undefined;
}

const numberlike = (c: string): boolean => /[0-9０-９]/.test(c) || "丁目番地号割-－ー−‐の一二三四五六七八九十".includes(c);

export function read(typed: string, towns: Towns, city: string, today: string): Query {
  const q: Query = { phones: [], kana: [], kanji: [], sex: "", read: [], unread: [] };
  const said = (kind: Kind, word: string): void => {
    const there = q.read.find(([k]) => k === kind);
    if (there === undefined) q.read.push([kind, word]);
    else there[1] += ` ${word}`;
  };
  const put = (place: Place, text: string): void => {
    q.place = place;
    said("address", text);
  };
  const address = (text: string): boolean => {
    const inside = city !== "" && text.startsWith(city) ? text.slice(city.length) : text;
    if (isReading(inside)) {
      const base = towns.bySound.get(sound(inside));
      if (base === undefined) return false;
      put({ base, town: inside, numbers: [], chome: false }, text);
      return true;
    }
    if (q.place !== undefined && /^[0-9]/.test(halfWidth(text)) && q.place.numbers.length < 2) {
      q.place.numbers.push(...readPlace(`x${text}`, "").numbers);
      said("address", text);
      return true;
    }
    const shaped = ["丁目", "番地", "地割", "大字", "字"].some((u) => inside.includes(u));
    const end = begins(towns, inside) ?? (shaped ? inside.length : undefined);
    if (end === undefined) return false;
    let stop = end;
    for (const c of inside.slice(end)) {
      if (!numberlike(c)) break;
      stop += c.length;
    }
    put(readPlace(inside.slice(0, stop), ""), inside.slice(0, stop));
    if (stop < inside.length) word(inside.slice(stop));
    return true;
  };
  const name = (text: string): void => {
    let n = text;
    for (const end of ["さん", "様", "さま", "氏", "殿"]) if (n.endsWith(end) && n !== end) n = n.slice(0, -end.length);
    if (isReading(n)) {
      q.kana.push(n);
      said("kana", n);
    } else if (/^[\p{Alphabetic}々・]+$/u.test(n)) {
      q.kanji.push(n);
      said("kanji", n);
    } else q.unread.push(text);
  };
  const word = (text: string): void => {
    const half = halfWidth(text);
    const sex = sexOf(half);
    const ages = agesOf(half);
    const born = bornOf(half, today);
    const phone = telephone(half);
    const parts = glued(text);
    if (sex !== "") {
      q.sex = sex;
      said("sex", sex);
    } else if (ages !== undefined) {
      q.ages = ages;
      said("age", text);
    } else if (born !== undefined) {
      [q.year, q.birth] = born;
      said("birth", text);
    } else if (phone !== undefined) {
      q.phones.push(phone);
      said("phone", text);
    } else if (parts !== undefined && agesOf(halfWidth(parts[1])) !== undefined) {
      for (const part of parts) if (part !== "") word(part);
    } else if (!address(text)) name(text);
  };
  const text = [...typed].slice(0, 200).join("");
  const words = text.split(/[\s、,，。;；／]+/u).filter((x) => x !== "").slice(0, 16);
  for (const w of words) word(w);
  bareAge(q, words, city);
  return q;
}

export const kinds = (q: Query): Kind[] => ORDER.filter((k) => q.read.some(([r]) => r === k));

/** Two of any kind, and one of them says more than how somebody looks. */
export const enough = (q: Query): boolean => kinds(q).length >= 2 && kinds(q).some((k) => k !== "age" && k !== "sex");
