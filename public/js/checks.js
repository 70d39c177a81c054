/** `data-check-all` ticks every `data-check` of its form; `data-check-count` shows how many are ticked. */
document.addEventListener("change", ({ target }) => {
  const { form } = target;
  if (!form || !target.matches("[data-check], [data-check-all]")) return;

  const boxes = [...form.querySelectorAll("[data-check]")];
  if (target.matches("[data-check-all]")) for (const box of boxes) box.checked = target.checked;
  show(form, boxes.length, boxes.filter((box) => box.checked).length);
});

function show(form, total, ticked) {
  for (const all of form.querySelectorAll("[data-check-all]")) {
    all.checked = ticked > 0 && ticked === total;
    all.indeterminate = ticked > 0 && ticked < total;
  }
  for (const count of form.querySelectorAll("[data-check-count]")) count.textContent = ticked;
}
