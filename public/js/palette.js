import { recentPlaces } from "./recent.js";

/**
 * Ctrl-K or ⌘K: type part of a name or of an action, choose with the arrow keys, open with Enter. Without a choice, Enter
 * searches. Recent places come first.
 */
const dialog = document.querySelector("[data-palette]");
const input = dialog?.querySelector("[role=combobox]");
const list = dialog?.querySelector("[role=listbox]");
const status = dialog?.querySelector("[role=status]");
const poster = dialog?.querySelector("[data-palette-post]");
let asked = 0;
let waiting;

document.addEventListener("keydown", (event) => {
  if (!dialog || !(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
  input.select();
  input.dispatchEvent(new Event("input"));
});

input?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 80);
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
  chosen().firstElementChild.click();
});

async function suggest() {
  asked += 1;
  const mine = asked;
  const typed = input.value.trim();
  const recent = recentLike(typed);
  if (recent.length > 0) show(recent, "");
  const res = await fetch(`${dialog.dataset.palette}?${new URLSearchParams({ q: typed })}`);
  if (!res.ok || mine !== asked) return;
  const { places, none } = await res.json();
  const known = new Set(recent.map(({ href }) => href));
  const all = [...recent, ...places.filter(({ href, post }) => post || !known.has(href))];
  show(all.slice(0, maxShown), typed ? none : "");
}

const maxShown = 14;
const maxRecent = 5;

function recentLike(typed) {
  const words = typed.toLowerCase().split(/\s+/);
  return recentPlaces()
    .filter(
      ({ label, href }) => words.every((it) => label.toLowerCase().includes(it)) && !isHere(href),
    )
    .slice(0, maxRecent)
    .map((place) => ({ ...place, kind: `Recent ${place.kind.toLowerCase()}` }));
}

const isHere = (href) => href === location.pathname;

const chosen = () => list.querySelector("[aria-selected=true]");

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

/** The sentence for nothing found is visible; the number of results is only announced. */
function show(places, none) {
  const before = chosen()?.dataset.place;
  list.replaceChildren(...places.map(optionOf));
  const again = [...list.children].find((option) => option.dataset.place === before);
  input.setAttribute("aria-expanded", String(places.length > 0));
  input.removeAttribute("aria-activedescendant");
  if (before && again) choose(again);
  status.classList.toggle("visually-hidden", places.length > 0);
  status.textContent = places.length > 0 ? counted(places.length) : none;
}

const counted = (many) => `${many} ${many === 1 ? "result" : "results"}`;

function optionOf({ kind, label, href, post }, at) {
  const option = make("li", { id: `palette-${at}`, role: "option", ariaSelected: "false" });
  option.dataset.place = `${href} ${label}`;
  const way = post
    ? make("button", {
        type: "button",
        tabIndex: -1,
        textContent: label,
        onclick: () => send(href, post),
      })
    : make("a", { href, tabIndex: -1, textContent: label });
  way.append(make("span", { className: "palette__kind", textContent: kind }));
  option.append(way);
  return option;
}

/** Posts an action; an empty field is the address of this page. */
function send(action, fields) {
  const here = location.pathname + location.search;
  for (const [name, value] of Object.entries(fields))
    poster.append(make("input", { type: "hidden", name, value: value || here }));
  poster.action = action;
  poster.requestSubmit();
}

const make = (name, properties) => Object.assign(document.createElement(name), properties);
