const typing = "input, textarea, select, [contenteditable]";

const keys = document.querySelector("[data-search-keys]");
if (keys && /Mac|iPhone|iPad/.test(navigator.platform)) keys.textContent = "⌘ K";

/** "/" focuses the search unless a field has focus. ⌘K and Ctrl-K are in palette.js. */
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-search]");
  if (!field || event.key !== "/" || event.target.matches(typing)) return;

  event.preventDefault();
  field.focus();
  field.select();
});
