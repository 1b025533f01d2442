// Files that are too large together are told beside their field before anything is sent: the server would refuse the
// whole form, and what was typed in it would be gone. The limit in bytes stands on the field (data-most).

const MB = 1024 * 1024;

function inputs(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[type=file][data-most]")];
}

function bytes(all: HTMLInputElement[]): number {
  let sum = 0;
  for (const input of all) for (const file of input.files ?? []) sum += file.size;
  return sum;
}

/** 23.4 and never a round 20.0 for what is more than 20. */
function inMB(n: number): string {
  return (Math.ceil((n * 10) / MB) / 10).toFixed(1);
}

function words(sum: number, most: number): string {
  const limit = Math.round(most / MB);
  return `選んだファイルは、合わせて${inMB(sum)}MBです。${limit}MBまでなので、減らすか、小さくして選びなおしてください。入力した内容は残っています。`;
}

/** The sentence under the question of the field, where the server's own errors stand. */
function place(input: HTMLInputElement): HTMLElement {
  const id = `${input.id}-large`;
  const there = document.getElementById(id);
  if (there !== null) return there;
  const p = document.createElement("p");
  p.className = "err";
  p.id = id;
  p.setAttribute("role", "alert");
  input.before(p);
  return p;
}

function tell(input: HTMLInputElement, text: string): void {
  const field = input.closest(".field");
  const told = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== "" && id !== `${input.id}-large`);
  const p = place(input);
  p.textContent = text;
  p.hidden = text === "";
  field?.classList.toggle("is-error", text !== "");
  if (text !== "") {
    input.setAttribute("aria-invalid", "true");
    told.push(p.id);
  } else {
    input.removeAttribute("aria-invalid");
  }
  if (told.length > 0) input.setAttribute("aria-describedby", told.join(" "));
  else input.removeAttribute("aria-describedby");
}

/** Tells it beside the field that was used last (else the first with a file); the field when there is something to say. */
function check(form: HTMLFormElement, last: HTMLInputElement | null): HTMLInputElement | null {
  const all = inputs(form);
  const most = Math.min(...all.map((i) => Number(i.dataset["most"])));
  const sum = bytes(all);
  const bad = sum > most ? (last ?? all.find((i) => (i.files?.length ?? 0) > 0) ?? null) : null;
  for (const input of all) {
    const marked = document.getElementById(`${input.id}-large`) !== null;
    if (input === bad) tell(input, words(sum, most));
    else if (marked) tell(input, "");
  }
  return bad;
}

export function setUpFiles(root: Document): void {
  const forms = new Set<HTMLFormElement>();
  for (const input of root.querySelectorAll<HTMLInputElement>("input[type=file][data-most]")) {
    if (input.form === null) continue;
    forms.add(input.form);
    input.addEventListener("change", () => {
      if (input.form !== null) check(input.form, input);
    });
  }
  for (const form of forms) {
    // before the guards: a form that stays here was not sent
    form.addEventListener("submit", (event) => {
      const bad = check(form, null);
      if (bad === null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      bad.focus();
    }, { capture: true });
  }
}
