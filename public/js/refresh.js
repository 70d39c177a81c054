import { morph } from "./morph.js";

const slowest = 15_000;
const patience = 30_000; // ms: a dropped connection may never report an error
let pace = 500; // ms between two refreshes: longer while there are many changes or failures
let last = 0;
let coming; // the scheduled refresh
let looking = Promise.resolve(); // the running refresh: of two at once, the older could finish last

/** Refreshes each `data-live-part` soon; calls made meanwhile share one refresh. False: the page no longer exists. */
export function refresh() {
  const quiet = Date.now() - last;
  if (!coming) pace = quiet > 4 * pace ? 500 : Math.min(pace * 1.5, slowest);
  coming ??= after(Math.max(pace - quiet, 0) + Math.random() * pace * 0.4).then(lookUntilSeen);
  return coming;
}

async function lookUntilSeen() {
  await looking;
  coming = undefined;
  looking = look();
  return (await looking) ?? refresh();
}

/** True: the page is up to date. False: it no longer exists. Null: no usable response; try again. */
async function look() {
  last = Date.now();
  const answer = await ask();
  last = Date.now();
  if (!answer || answer.status >= 500 || answer.status === 429) return null;
  if (answer.status !== 200 || answer.redirected) return farewell();
  replaceParts(new DOMParser().parseFromString(answer.text, "text/html"));
  return true;
}

async function ask() {
  const headers = { "portus-refresh": "1" };
  try {
    const res = await fetch(location.href, { headers, signal: AbortSignal.timeout(patience) });
    return { status: res.status, redirected: res.redirected, text: await res.text() };
  } catch {
    return null;
  }
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

/** Leaves the page as it is, so that typed text can still be copied. */
function farewell() {
  const note = document.createElement("p");
  note.className = "flash";
  note.textContent = "This page no longer exists or you lost access. You see its last state.";
  document.querySelector("main [role=status]").append(note);
  return false;
}

function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
