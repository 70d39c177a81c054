/** `data-suggest="URL"` on an input with a datalist loads suggestions while typing; without JavaScript the list does not change. */
let waiting;

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-suggest]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => suggest(target), 150);
});

async function suggest(input) {
  const typed = input.value.trim();
  if (!typed) return;
  const res = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`);
  if (!res.ok || input.value.trim() !== typed) return;

  const options = (await res.json()).map(({ value, label }) =>
    Object.assign(document.createElement("option"), { value, label: label ?? "" }),
  );
  input.list.replaceChildren(...options);
}
