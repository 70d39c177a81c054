document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-dismiss]")) target.closest("[data-dismissable]")?.remove();
});
