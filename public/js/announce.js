const region = document.querySelector("[data-announce]");

/** Announces a short text to screen readers, again even if it is the same as before. */
export function announce(text) {
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
