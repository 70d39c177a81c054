/**
 * The places that a person opened last, for the palette. Only their names and addresses are stored, in this browser, and
 * only while that person is signed in: any other page clears them.
 */
const key = "portus-recent";
const max = 8;
const kinds = { namespace: "Namespace", team: "Team", people: "Person" };
const { account } = document.body.dataset;

if (account) record();
else store(null);

export function recentPlaces() {
  const { account: whose, places } = stored();
  return whose === account && Array.isArray(places) ? places.filter(isPlace) : [];
}

function record() {
  const place = document.querySelector("[data-error]") ? null : placeHere();
  const others = recentPlaces().filter(({ href }) => href !== place?.href);
  store({ account, places: place ? [place, ...others].slice(0, max) : others });
}

/** The repository, namespace, team or person that the page is about. */
function placeHere() {
  const { pathname } = location;
  const [, repository] = /^(\/repositories\/.+?)(?:\/-\/.*)?$/.exec(pathname) ?? [];
  if (repository) return { label: nameIn(repository), href: repository, kind: "Repository" };

  const [href, kind] = /^\/(namespace|team)s\/\d+$|^\/(people)\/[^/]+$/.exec(pathname) ?? [];
  const label = document.querySelector("main h1")?.textContent.trim().slice(0, 300);
  return href && label ? { label, href, kind: kinds[kind ?? "people"] } : null;
}

function nameIn(path) {
  const name = path.slice("/repositories/".length);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function isPlace(it) {
  return /^\/(?!\/)/.test(it?.href) && typeof it.label === "string" && typeof it.kind === "string";
}

/** Browsers can forbid storage, and other scripts of this origin could have written anything. */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function store(value) {
  try {
    if (value) localStorage.setItem(key, JSON.stringify(value));
    else localStorage.removeItem(key);
  } catch {
    // The palette works without recent places.
  }
}
