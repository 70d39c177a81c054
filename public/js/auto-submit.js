document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-auto-submit]")) target.form?.requestSubmit();
});
