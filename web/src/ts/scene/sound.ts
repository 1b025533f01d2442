// Folding of what is heard and written, letter for letter as crates/emergency/src/model/lookup/sound.rs and
// crates/kernel/src/kana.rs do it; cases.json holds both to the same answers.
const ROWS = ["あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも", "や ゆ よ", "らりるれろ", "わ   を"];
const VOICED = "がかぎきぐくげけごこざさじしずすぜせぞそだたぢしづすでてどとばはびひぶふべへぼほぱはぴひぷふぺへぽほゔうゐいゑえをお";

const placeOf = new Map<string, [number, number]>();
ROWS.forEach((row, r) => [...row].forEach((k, v) => { if (k !== " ") placeOf.set(k, [r, v]); }));
const bare = new Map<string, string>();
for (let i = 0; i + 1 < VOICED.length; i += 2) bare.set(VOICED.charAt(i), VOICED.charAt(i + 1));

let variants = new Map<string, string>();
/** 異体字 as the server folds them. */
export const setVariants = (all: [string, string][]): void => { variants = new Map(all); };

export const halfWidth = (t: string): string => t.normalize("NFKC").replace(/[ー−‐‑–—―－]/g, "-");

const hiragana = (c: string): string => (c >= "ァ" && c <= "ヶ" ? String.fromCharCode(c.charCodeAt(0) - 0x60) : c);

function fullSize(c: string, double: boolean): string {
  if ("ぁぃぅぇぉゃゅょゎ".includes(c) || (double && c === "っ")) return String.fromCharCode(c.charCodeAt(0) + 1);
  return c === "ゕ" ? "か" : c === "ゖ" ? "け" : c;
}

const fold = (c: string): string => fullSize(hiragana(c), true);

/** The search key of a text. */
export function searchKey(text: string): string {
  const marks = text.replace(/゛/g, "\u3099").replace(/゜/g, "\u309A").normalize("NFKC");
  let out = "";
  for (const c of marks) {
    for (const l of (variants.get(c) ?? c).toLowerCase()) {
      const f = fold(l);
      if (f !== "ー" && /[\p{Alphabetic}\p{N}]/u.test(f)) out += f;
    }
  }
  return out;
}

/** Hiragana of a reading, ー kept. */
export function plain(text: string): string {
  return [...text.split(/[ーｰ]/).map(halfWidth).join("ー")].map(hiragana).filter((c) => !/\s/u.test(c)).join("");
}

export const isReading = (text: string): boolean => /^[ぁ-ゖー・]+$/u.test(plain(text));

/** How a reading sounds: marks off, っ and ー gone, long vowels short. */
export function sound(reading: string): string {
  let out = "";
  let last = -1;
  for (let c of plain(reading)) {
    if (c === "ー" || c === "っ" || c === "・") continue;
    c = fullSize(c, false);
    c = bare.get(c) ?? c;
    const vowel = placeOf.get(c)?.[1] ?? -1;
    const lengthens =
      (last === 0 && c === "あ") || ((last === 1 || last === 3) && c === "い") || ((last === 2 || last === 4) && c === "う") ||
      (last === 3 && c === "え") || (last === 4 && c === "お");
    if (!lengthens) {
      out += c;
      last = vowel;
    }
  }
  return out;
}

/** The sounds of a part as it may have been typed: つ may stand for っ. */
function sounds(part: string): string[] {
  const p = plain(part);
  const small = [...p].map((c, i) => (i > 0 && c === "つ" ? "っ" : c)).join("");
  const out = [sound(p)];
  const other = sound(small);
  if (small !== p && other !== out[0]) out.push(other);
  return out;
}

function apart(a: string, b: string): number {
  if (a === b) return 0;
  const x = placeOf.get(a);
  const y = placeOf.get(b);
  return x !== undefined && y !== undefined && (x[0] === y[0] || x[1] === y[1]) ? 0.6 : 1;
}

/** Weighted edit distance turned into a likeness below 0.95. */
function near(a: string, b: string): number {
  const x = [...a];
  const y = [...b];
  const longest = Math.max(x.length, y.length);
  if (x.length === 0 || y.length === 0) return 0;
  const row = Array.from({ length: y.length + 1 }, (_, n) => n);
  x.forEach((ca, i) => {
    let diagonal = row[0] ?? 0;
    let left = i + 1;
    row[0] = left;
    y.forEach((cb, j) => {
      const up = row[j + 1] ?? 0;
      left = Math.min(diagonal + apart(ca, cb), up + 1, left + 1);
      diagonal = up;
      row[j + 1] = left;
    });
  });
  return Math.max(0, 0.95 - (row[y.length] ?? longest) / longest);
}

/** How alike two readings sound, 0 to 1. */
export function alike(a: string, b: string): number {
  const pa = plain(a);
  const pb = plain(b);
  if (pa === pb) return pa === "" ? 0 : 1;
  let best = 0;
  for (const sa of sounds(pa)) {
    for (const sb of sounds(pb)) {
      if (sa === sb && sa !== "") return 0.97;
      best = Math.max(best, near(sa, sb));
    }
  }
  return best;
}
