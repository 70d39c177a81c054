import { morph } from "./morph.js";

const slowest = 15_000;
let pace = 500; // ms between two looks: longer while much happens
let last = 0;
let coming; // the look that is waited for

/** Brings each `data-live-part` up to date, soon; whoever asks meanwhile gets the same look. False: the page is gone. */
export function refresh() {
  const quiet = Date.now() - last;
  if (!coming) pace = quiet > 4 * pace ? 500 : Math.min(pace * 1.5, slowest);
  coming ??= after(Math.max(pace - quiet, Math.random() * 200)).then(look);
  return coming;
}

async function look() {
  coming = undefined;
  last = Date.now();
  const res = await fetch(location.href, { headers: { "portus-refresh": "1" } }).catch(() => null);
  if (!res || res.status >= 500 || res.status === 429) return true; // that may pass
  if (!res.ok || res.redirected) return farewell();
  replaceParts(new DOMParser().parseFromString(await res.text(), "text/html"));
  return true;
}

function replaceParts(fresh) {
  const focused = document.activeElement;
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const next = fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (next) morph(part, next);
  }
  if (focused?.isConnected && focused !== document.activeElement)
    focused.focus({ preventScroll: true });
}

/** What was typed stays to be copied. */
function farewell() {
  const note = document.createElement("p");
  note.className = "flash";
  note.textContent = "This page is gone, or closed to you. What you see is how it was.";
  document.querySelector("main [role=status]").append(note);
  return false;
}

function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
