/** `data-check-name="URL"` checks whether the typed name is available and shows the result in `data-check-answer`. */
let waiting;

document.addEventListener("input", ({ target }) => {
  const field = target.closest("[data-check-name]");
  if (!field) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => check(field, target), 250);
});

async function check(field, input) {
  const name = input.value.trim();
  const answer = field.querySelector("[data-check-answer]");
  answer.textContent = "";
  if (!name) return;

  const res = await fetch(`${field.dataset.checkName}?${new URLSearchParams({ name })}`);
  if (!res.ok || input.value.trim() !== name) return;
  const { valid, messages } = await res.json();
  answer.textContent = valid ? "This name is free." : messages.join(" ");
}
