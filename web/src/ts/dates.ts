// 和暦 in the boxes 元号・年・月・日: `R8.11.21`, `2026/11/21`, `令和8年11月21日`, `20261121` or `今日` typed into the year
// box is spread over the boxes when the box is left. The server understands the same, so nothing depends on this.

const ERAS: ReadonlyArray<{ code: string; name: string; from: string }> = [
  { code: "R", name: "令和", from: "2019-05-01" },
  { code: "H", name: "平成", from: "1989-01-08" },
  { code: "S", name: "昭和", from: "1926-12-25" },
  { code: "T", name: "大正", from: "1912-07-30" },
  { code: "M", name: "明治", from: "1868-10-23" },
];

/** YYYY-MM-DD, or "" when there is no such day. */
function iso(year: number, month: number, day: number): string {
  const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const date = new Date(`${text}T00:00:00Z`);
  const same = !Number.isNaN(date.getTime()) && date.getUTCDate() === day && date.getUTCMonth() + 1 === month;
  return same ? text : "";
}

/** ISO text of a year within an era ("AD" and "" = western year), or "". */
function fromEra(code: string, year: number, month: number, day: number): string {
  const era = ERAS.find((e) => e.code === code || e.name === code);
  if (era === undefined) return iso(year, month, day);
  const text = iso(Number(era.from.slice(0, 4)) + year - 1, month, day);
  return text >= era.from ? text : "";
}

/** Era code, year in it, month and day of an ISO date. */
export function split(text: string): { era: string; y: number; m: number; d: number } {
  const [y = 0, m = 0, d = 0] = text.split("-").map(Number);
  const era = ERAS.find((e) => text >= e.from);
  return era === undefined ? { era: "AD", y, m, d } : { era: era.code, y: y - Number(era.from.slice(0, 4)) + 1, m, d };
}

function shift(today: string, days: number): string {
  const at = new Date(`${today}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** A whole date as typed, or "" when it is not one. `today` is YYYY-MM-DD. */
export function parse(typed: string, today: string): string {
  const s = typed.normalize("NFKC").replace(/\s/g, "").replace(/元年/, "1年");
  if (/^(今日|きょう|本日)$/.test(s)) return today;
  if (/^(明日|あす|あした)$/.test(s)) return shift(today, 1);
  if (/^(昨日|きのう)$/.test(s)) return shift(today, -1);
  const eight = /^(\d{4})(\d{2})(\d{2})$/.exec(s);
  if (eight) return iso(Number(eight[1]), Number(eight[2]), Number(eight[3]));
  const full = /^(令和|平成|昭和|大正|明治|[RHSTM])?(\d{1,4})[./\-年](\d{1,2})[./\-月](\d{1,2})日?$/i.exec(s);
  if (full === null) return "";
  const [, era, y, m, d] = full;
  if (era === undefined && (y ?? "").length !== 4) return "";
  return fromEra((era ?? "").length === 1 ? (era ?? "").toUpperCase() : era ?? "", Number(y), Number(m), Number(d));
}

type Box = HTMLInputElement | HTMLSelectElement;

function boxOf(scope: ParentNode, name: string, part: string): Box | null {
  return scope.querySelector<Box>(`[name="${CSS.escape(`${name}.${part}`)}"]`);
}

/** The date in the boxes NAME.era/.y/.m/.d as YYYY-MM-DD, or "". */
export function isoOf(scope: ParentNode, name: string): string {
  const value = (part: string): string => (boxOf(scope, name, part)?.value ?? "").normalize("NFKC").trim();
  const typed = parse(value("y"), localToday(scope));
  if (typed !== "") return typed;
  const [y, m, d] = [value("y") === "元" ? 1 : Number(value("y")), Number(value("m")), Number(value("d"))];
  return y > 0 && m > 0 && d > 0 ? fromEra(value("era"), y, m, d) : "";
}

function localToday(scope: ParentNode): string {
  const told = scope.querySelector<HTMLElement>("[data-today]")?.dataset["today"];
  if (told !== undefined && told !== "") return told;
  return new Date(Date.now() + 9 * 3600 * 1000).toISOString().slice(0, 10);
}

function spread(box: HTMLElement): void {
  const name = box.dataset["date"] ?? "";
  const year = boxOf(box, name, "y");
  if (year === null) return;
  const date = parse(year.value, box.dataset["today"] || localToday(document));
  if (date === "") return;
  const { era, y, m, d } = split(date);
  const put = (part: string, value: string): void => {
    const target = boxOf(box, name, part);
    if (target !== null) target.value = value;
  };
  put("era", era);
  put("y", String(y));
  put("m", String(m));
  put("d", String(d));
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function setUpDates(root: Document): void {
  root.addEventListener("change", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLInputElement) || !target.name.endsWith(".y")) return;
    const box = target.closest<HTMLElement>("[data-date]");
    if (box !== null) spread(box);
  });
}
