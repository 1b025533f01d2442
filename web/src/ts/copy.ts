// 「写しとる」: puts the text of an element on the clipboard. Without it, or where the browser does not allow it, the text is
// selected, ready for the reader's own copy command.

function select(el: Element): void {
  const range = document.createRange();
  range.selectNodeContents(el);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

function say(text: string): void {
  const place = document.querySelector<HTMLElement>("[data-copied]");
  if (place !== null) place.textContent = text;
}

async function copy(el: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(el.textContent ?? "");
    say("写しとりました。支援経過の欄に貼ってください。");
  } catch {
    select(el);
    say("文をえらびました。キーボードの「コピー」で写しとってください。");
  }
}

export function setUpCopy(root: Document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-copy]")) {
    const el = root.getElementById(button.dataset["copy"] ?? "");
    if (el !== null) button.addEventListener("click", () => void copy(el));
  }
}
