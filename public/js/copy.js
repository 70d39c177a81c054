import { announce } from "./announce.js";

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy], [data-copy-of]");
  if (!button) return;

  const { copy: text, copyOf } = button.dataset;
  const copied = await copy(text ?? document.getElementById(copyOf).textContent);
  announce(copied ? "Copied" : "This browser did not allow copying");
  if (!copied) return;

  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, 2000);
});

/** Browsers offer the clipboard only to https and localhost; elsewhere the old command still works. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  before?.focus();
  return copied;
}
