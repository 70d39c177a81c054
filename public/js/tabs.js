/** Scrolls the tabs of a narrow window so that the current one is visible. */
const current = document.querySelector(".tabs [aria-current]");
const bar = current?.closest(".tabs");
if (bar) {
  const [tab, all] = [current.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += tab.left + tab.width / 2 - (all.left + all.width / 2);
}
