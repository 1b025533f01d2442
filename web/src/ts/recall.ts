// 「取り消す（あと4分）」: whole minutes, never seconds. Time left comes from the server; the reader's clock is not asked.

function words(button: HTMLElement, ms: number): string {
  const label = button.dataset["label"] ?? "取り消す";
  const minutes = Math.ceil(ms / 60000);
  return minutes <= 1 ? `${label}（あと1分以内）` : `${label}（あと${minutes}分）`;
}

function run(bar: HTMLElement): void {
  const seconds = Number(bar.dataset["recallSeconds"] ?? "0");
  const start = performance.now();
  const button = bar.querySelector<HTMLElement>("[data-recall-label]");
  const tick = (): void => {
    const left = seconds * 1000 - (performance.now() - start);
    if (left > 0) {
      if (button !== null) button.textContent = words(button, left);
      window.setTimeout(tick, Math.min(left, 15000) + 50);
      return;
    }
    bar.querySelector(".recall-act")?.remove();
    const over = bar.querySelector<HTMLElement>("[data-recall-over]");
    if (over !== null) over.hidden = false;
  };
  tick();
}

export function setUpRecall(root: Document): void {
  for (const bar of root.querySelectorAll<HTMLElement>("[data-recall-seconds]")) run(bar);
}
