import { replaceParts } from "./live-parts.js";

/** A form with `data-filter` filters while somebody types: the fresh page replaces the parts of this one. */
let waiting;
let asking; // the request for what was typed before

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-filter]");
  if (!form) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => filter(form), 250);
});

async function filter(form) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  const url = `${form.action}?${new URLSearchParams(given)}`;
  try {
    const res = await fetch(url, { headers: { "portus-refresh": "1" }, signal });
    const text = await res.text();
    if (!res.ok || res.redirected) return;
    history.replaceState(history.state, "", url); // before the live refresh reads it
    replaceParts(text);
  } catch {
    // replaced by a later request, or offline: the button still works
  }
}
