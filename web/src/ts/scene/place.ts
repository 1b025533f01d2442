// An address as it is compared, as crates/emergency/src/model/lookup/place.rs reads it.
import { halfWidth, searchKey } from "./sound";

export interface Place {
  base: string;
  town: string;
  numbers: number[];
  chome: boolean;
}

const digit = (c: string): number => "〇一二三四五六七八九".indexOf(c);

/** 二十三 → 23; none when it is no number. */
export function kanjiNumber(text: string): number | undefined {
  if (text === "") return undefined;
  let sum = 0;
  let last: number | undefined;
  for (const c of text) {
    if (c === "十") {
      sum += 10 * (last ?? 1);
      last = undefined;
    } else if (digit(c) >= 0) last = (last ?? 0) * 10 + digit(c);
    else return undefined;
    if (sum > 9999 || (last ?? 0) > 9999) return undefined;
  }
  return sum + (last ?? 0);
}

/** Chinese numerals before 丁目, 番地, 番, 号, 地割 as digits; 一番町 and 八幡 stay. */
const numerals = (text: string): string =>
  text.replace(/([十〇一二三四五六七八九]+)(?=丁目|番地|番(?!町)|号|地割)/gu, (run: string) => String(kanjiNumber(run) ?? run));

/** A town's key: 大字 and 字 off; ヶ, が, の, ノ make no difference. */
export function townKey(name: string): string {
  let n = name.trim();
  if (n.startsWith("大字")) n = n.slice(2);
  if (n.startsWith("字")) n = n.slice(1);
  return searchKey(n).replace(/[がけの]/g, "");
}

const UNITS = ["丁目", "番地", "地割", "番", "号", "-", "の"];

export function readPlace(address: string, city: string): Place {
  let text = numerals(halfWidth(address.trim()));
  const ken = text.indexOf("県");
  if (ken >= 0) text = text.slice(ken + 1);
  const start = text.trimStart();
  if (city !== "" && start.startsWith(city)) text = start.slice(city.length);
  text = text.trim();
  const cut = text.search(/[0-9]/);
  const name = (cut < 0 ? text : text.slice(0, cut)).trim();
  let rest = cut < 0 ? "" : text.slice(cut);
  const place: Place = { base: townKey(name), town: name, numbers: [], chome: false };
  for (let turn = 0; turn < 4; turn += 1) {
    const digits = /^[0-9]+/.exec(rest)?.[0];
    if (digits === undefined || Number(digits) > 4294967295) break;
    const after = rest.slice(digits.length);
    const unit = UNITS.find((u) => after.startsWith(u));
    if (turn === 0 && unit === "丁目") {
      place.chome = true;
      place.town = `${name}${Number(digits)}丁目`;
    }
    place.numbers.push(Number(digits));
    if (unit === undefined) break;
    rest = after.slice(unit.length);
  }
  return place;
}
