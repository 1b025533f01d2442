// 「なし」 among check boxes: choosing it clears the others, choosing another clears it (data-none marks it).
// A list of names (datalist): the code of a chosen name is put into the hidden field beside it.

function exclusive(target: HTMLInputElement): void {
  if (target.type !== "checkbox" || !target.checked) return;
  const box = target.closest<HTMLElement>("[data-exclusive]");
  if (box === null) return;
  const none = target.dataset["none"] !== undefined;
  for (const other of box.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    if (other !== target && (none || other.dataset["none"] !== undefined)) other.checked = false;
  }
}

function lookUp(target: HTMLInputElement): void {
  const list = target.list;
  const field = target.dataset["codeFor"];
  if (list === null || field === undefined || target.form === null) return;
  const hidden = target.form.elements.namedItem(field);
  if (!(hidden instanceof HTMLInputElement)) return;
  const option = Array.from(list.options).find((o) => o.value === target.value);
  hidden.value = option?.dataset["code"] ?? "";
}

/** 「1年以上前の内容です」: the control itself appears only after 「変わった」; it stays enabled, so its value is posted. */
function keep(root: Document): void {
  for (const el of root.querySelectorAll<HTMLElement>("[data-keep-when]")) {
    const name = CSS.escape(el.dataset["keepWhen"] ?? "");
    const chosen = root.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`);
    el.hidden = chosen?.value !== "changed";
  }
}

export function setUpChoices(root: Document): void {
  root.addEventListener("change", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLInputElement)) return;
    exclusive(target);
    lookUp(target);
    keep(root);
  }, true);
  keep(root);
}
