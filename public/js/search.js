const typing = "input, textarea, select, [contenteditable]";

const keys = document.querySelector("[data-search-keys]");
if (keys && /Mac|iPhone|iPad/.test(navigator.platform)) keys.textContent = "⌘ K";

/** ⌘K or Ctrl-K from anywhere, "/" from outside a field. */
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-search]");
  const chord = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k";
  const slash = event.key === "/" && !event.target.matches(typing);
  if (!field || !(chord || slash)) return;

  event.preventDefault();
  field.focus();
  field.select();
});
