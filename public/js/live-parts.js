import { morph } from "./morph.js";

/** Updates each `data-live-part` from a fresh page, as HTML; the focus stays on its element. */
export function replaceParts(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement;
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const next = fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (next) morph(part, next);
  }
  if (focused?.isConnected && focused !== document.activeElement)
    focused.focus({ preventScroll: true });
}
