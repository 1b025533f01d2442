// enableWhen: shows a question only while its condition holds. The condition travels in data-when as
// [{"q": linkId, "op": "exists" | "=" | "!=" | ">" | "<" | ">=" | "<=", "v": text}], data-when-behavior is "all" or "any".
// A hidden question is disabled, so it is not posted; what was typed stays in the page and comes back with it.
import { isoOf } from "./dates";

interface Condition {
  q: string;
  op: string;
  v: string;
}

/** Answers to linkId `q`, nearest repeat row first (data-prefix "a.group.2."), then the whole form. */
function answers(form: HTMLFormElement, prefix: string, q: string): string[] {
  const data = new FormData(form);
  for (const start of prefix === "a." ? ["a."] : [prefix, "a."]) {
    const name = start + q;
    const found = data.getAll(name).map(String).filter((v) => v !== "");
    if (found.length > 0) return found;
    if (data.has(`${name}.y`)) {
      const iso = isoOf(form, name);
      return iso === "" ? [] : [iso];
    }
    if (form.elements.namedItem(name) !== null) return [];
  }
  return [];
}

function compare(a: string, b: string): number {
  const x = Number(a);
  const y = Number(b);
  if (a.trim() !== "" && b.trim() !== "" && Number.isFinite(x) && Number.isFinite(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One condition. As in FHIR R4 it holds when at least one answer meets it; without an answer only `exists false` holds. */
export function holds(found: string[], op: string, v: string): boolean {
  if (op === "exists") return found.length > 0 === (v === "true");
  return found.some((a) => {
    const c = compare(a, v);
    switch (op) {
      case "=": return c === 0;
      case "!=": return c !== 0;
      case ">": return c > 0;
      case "<": return c < 0;
      case ">=": return c >= 0;
      case "<=": return c <= 0;
      default: return true;
    }
  });
}

function read(el: HTMLElement): Condition[] {
  try {
    const list: unknown = JSON.parse(el.dataset["when"] ?? "[]");
    return Array.isArray(list) ? (list as Condition[]) : [];
  } catch {
    return [];
  }
}

function enabled(form: HTMLFormElement, el: HTMLElement): boolean {
  const conditions = read(el);
  if (conditions.length === 0) return true;
  const prefix = el.dataset["prefix"] ?? "a.";
  const results = conditions.map((c) => holds(answers(form, prefix, c.q), c.op, c.v));
  return el.dataset["whenBehavior"] === "any" ? results.some(Boolean) : results.every(Boolean);
}

function show(el: HTMLElement, on: boolean): boolean {
  if (el.hidden !== on) return false;
  el.hidden = !on;
  for (const input of el.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>("input, select, textarea")) {
    // A question inside a hidden group of its own stays off: the next round decides about it.
    const own = input.closest<HTMLElement>("[data-when][hidden]");
    input.disabled = own !== null;
  }
  return true;
}

/** Evaluates until nothing changes: a question that disappears may hide another one. */
function refresh(form: HTMLFormElement): void {
  for (let round = 0; round < 8; round += 1) {
    let changed = false;
    for (const el of form.querySelectorAll<HTMLElement>("[data-when]")) {
      if (show(el, enabled(form, el))) changed = true;
    }
    if (!changed) return;
  }
}

export function setUpWhen(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form")) {
    if (form.querySelector("[data-when], template") === null) continue;
    refresh(form);
    form.addEventListener("input", () => refresh(form));
    form.addEventListener("change", () => refresh(form));
    form.addEventListener("yui:rows", () => refresh(form));
  }
}
