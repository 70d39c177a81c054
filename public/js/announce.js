const region = document.querySelector("[data-announce]");

/** Says a short text to who listens to the page; the same text twice is said twice. */
export function announce(text) {
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
