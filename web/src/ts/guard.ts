// Small guards: leaving with unsaved input, pressing a button twice, printing, and where the focus goes after an error.

/** A form that posts: warn on leaving while something typed is neither saved as a draft nor sent. */
function watch(form: HTMLFormElement): void {
  // the attribute, not the property: a field named "method" hides the property
  const method = form.getAttribute("method") ?? "get";
  if (method.toLowerCase() !== "post" || form.dataset["noGuard"] !== undefined) return;
  form.addEventListener("input", () => {
    form.dataset["unsaved"] = "1";
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset["sent"] !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "1";
    delete form.dataset["unsaved"];
    const button = (event as SubmitEvent).submitter;
    if (button instanceof HTMLButtonElement && button.dataset["busy"] !== undefined) {
      button.setAttribute("aria-disabled", "true");
      button.textContent = button.dataset["busy"] || "送っています";
    }
  });
}

export function setUpGuards(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form")) watch(form);
  window.addEventListener("beforeunload", (event) => {
    if (root.querySelector("form[data-unsaved]:not([data-sent])") !== null) event.preventDefault();
  });
  // Coming back by the browser's button: the page is alive again and may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of root.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset["sent"];
  });
  root.addEventListener("click", (event) => {
    const from = event.target as Element | null;
    if (from?.closest?.("[data-print]")) window.print();
  });
  const summary = root.querySelector<HTMLElement>(".errsum");
  summary?.focus();
}
