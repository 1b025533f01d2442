// Repeating rows: 「追加する」 and 「この行を消す」 without a journey to the server. Without script the same buttons post the
// form with _add / _remove and the page comes back with one row more or less. Row numbers need not be gapless.

const PLACE = "__n__";

function nextNumber(list: HTMLElement): number {
  let max = -1;
  for (const row of list.querySelectorAll<HTMLElement>(":scope > [data-row]")) {
    max = Math.max(max, Number(row.dataset["row"] ?? "-1"));
  }
  return max + 1;
}

function renumber(list: HTMLElement): void {
  list.querySelectorAll<HTMLElement>(":scope > [data-row] > .rep-head .rep-no").forEach((el, i) => {
    el.textContent = String(i + 1);
  });
}

function changed(list: HTMLElement): void {
  renumber(list);
  list.dispatchEvent(new CustomEvent("yui:rows", { bubbles: true }));
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

function add(button: HTMLButtonElement): boolean {
  const list = button.closest<HTMLElement>("[data-repeat]");
  const template = list?.querySelector<HTMLTemplateElement>(":scope > template");
  if (!list || !template) return false;
  const max = Number(list.dataset["max"] ?? "0");
  if (max > 0 && list.querySelectorAll(":scope > [data-row]").length >= max) return false;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.split(PLACE).join(String(nextNumber(list)));
  const row = holder.content.firstElementChild;
  if (row === null) return false;
  template.before(row);
  changed(list);
  row.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  return true;
}

function remove(button: HTMLButtonElement): boolean {
  const row = button.closest<HTMLElement>("[data-row]");
  const list = row?.closest<HTMLElement>("[data-repeat]");
  if (!row || !list) return false;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  changed(list);
  const goal = next?.matches("[data-row]") ? next : list;
  goal.querySelector<HTMLElement>("button, input:not([type=hidden]), select, textarea")?.focus();
  return true;
}

export function setUpRows(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = (event.target as Element | null)?.closest?.("button");
    if (!(button instanceof HTMLButtonElement)) return;
    if (button.name === "_add" && add(button)) event.preventDefault();
    if (button.name === "_remove" && remove(button)) event.preventDefault();
  });
}
