import { replaceParts } from "./live-parts.js";

const maxPauseMs = 15_000;
const timeoutMs = 30_000; // a dropped connection may never report an error
let pauseMs = 500; // between two refreshes: longer while there are many changes or failures
let last = 0;
let scheduled; // the next refresh
let running = Promise.resolve(); // the running refresh: of two at once, the older could finish last

/** Refreshes each `data-live-part` soon; calls made meanwhile share one refresh. False: the page no longer exists. */
export function refresh() {
  const quiet = Date.now() - last;
  if (!scheduled) pauseMs = quiet > 4 * pauseMs ? 500 : Math.min(pauseMs * 1.5, maxPauseMs);
  scheduled ??= after(Math.max(pauseMs - quiet, 0) + Math.random() * pauseMs * 0.4).then(
    loadUntilShown,
  );
  return scheduled;
}

async function loadUntilShown() {
  await running;
  scheduled = undefined;
  running = load();
  return (await running) ?? refresh();
}

/** True: the page is up to date. False: it no longer exists. Null: no usable response; try again. */
async function load() {
  last = Date.now();
  const answer = await ask();
  last = Date.now();
  if (!answer || answer.status >= 500 || answer.status === 429) return null;
  if (answer.status !== 200 || answer.redirected) return sayThatItEnded();
  replaceParts(answer.text);
  return true;
}

async function ask() {
  const headers = { "portus-refresh": "1" };
  try {
    const res = await fetch(location.href, { headers, signal: AbortSignal.timeout(timeoutMs) });
    return { status: res.status, redirected: res.redirected, text: await res.text() };
  } catch {
    return null;
  }
}

/** Leaves the page as it is, so that typed text can still be copied. */
function sayThatItEnded() {
  const note = document.createElement("p");
  note.className = "flash";
  note.textContent = "This page no longer exists or you lost access. You see its last state.";
  document.querySelector("main [role=status]").append(note);
  return false;
}

function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
