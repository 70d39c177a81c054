/** `data-matches="URL"` on a field of patterns shows what they match while somebody types, in the element that its `data-matches-in` names. */
const waiting = new WeakMap();

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-matches]")) return;
  clearTimeout(waiting.get(target));
  waiting.set(
    target,
    setTimeout(() => showMatches(target), 250),
  );
});

async function showMatches(field) {
  const { value } = field;
  const url = new URL(field.dataset.matches, location.href);
  url.searchParams.set("patterns", value);
  const res = await fetch(url);
  if (!res.ok || field.value !== value) return;
  const { sentence } = await res.json();
  document.getElementById(field.dataset.matchesIn).textContent = sentence;
}
