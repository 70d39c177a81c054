/** Ctrl-K or ⌘K: type part of a name, select with the arrow keys, open with Enter. Without a selection, Enter searches. */
const dialog = document.querySelector("[data-palette]");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("ul");
let asked = 0;

document.addEventListener("keydown", (event) => {
  if (!dialog || !(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
  input.select();
});

input?.addEventListener("input", async () => {
  asked += 1;
  const mine = asked;
  const res = await fetch(`${dialog.dataset.palette}?${new URLSearchParams({ q: input.value })}`);
  if (res.ok && mine === asked) show((await res.json()).places.slice(0, 10));
});

input?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const options = [...list.children];
  if (!step || options.length === 0) return;
  event.preventDefault();
  const at = options.indexOf(chosen());
  choose(options.at(at < 0 && step < 0 ? -1 : (at + step) % options.length));
});

input?.form.addEventListener("submit", (event) => {
  if (!chosen()) return;
  event.preventDefault();
  location.assign(chosen().querySelector("a").href);
});

const chosen = () => list.querySelector("[aria-selected=true]");

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function show(places) {
  list.replaceChildren(...places.map(optionOf));
  input.setAttribute("aria-expanded", String(places.length > 0));
  input.removeAttribute("aria-activedescendant");
}

function optionOf({ kind, label, href }, at) {
  const option = make("li", { id: `palette-${at}`, role: "option", ariaSelected: "false" });
  const link = make("a", { href, tabIndex: -1, textContent: label });
  link.append(make("span", { className: "palette__kind", textContent: kind }));
  option.append(link);
  return option;
}

const make = (name, properties) => Object.assign(document.createElement(name), properties);
