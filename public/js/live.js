import { announce } from "./announce.js";
import { textOf } from "./change-text.js";
import { refresh } from "./refresh.js";

/** `data-live="URL"` is the event stream of a page's changes. While the page is visible, each change refreshes its parts. */
const url = document.querySelector("[data-live]")?.dataset.live;
let source;
let lastEvent = 0;
let over = false; // the page no longer exists, or the person lost access
let retryMs = 30_000;

const shown = () => !document.hidden && !over;

if (url) {
  document.addEventListener("visibilitychange", listenWhileShown);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listenWhileShown);
  listenWhileShown();
}

/** Browsers limit connections per host, so hidden pages close theirs. */
function listenWhileShown() {
  if (!shown()) return stop();
  if (source) return;
  const place = new URL(url, location.href);
  if (lastEvent) place.searchParams.set("since", lastEvent);
  source = new EventSource(place);
  source.addEventListener("open", () => {
    retryMs = 30_000;
  });
  source.addEventListener("change", applyChange);
  source.addEventListener("error", reconnect);
}

function stop() {
  source?.close();
  source = undefined;
}

async function applyChange({ data, lastEventId }) {
  const { changes, more } = JSON.parse(data);
  over = !(await refresh());
  if (over) return stop();
  lastEvent = Math.max(lastEvent, lastEventId); // only after the refresh: a change that is not shown yet is requested again
  const text = textOf(changes, more);
  if (text) announce(text);
}

/** The browser reconnects after a broken connection, but not after a refused one. */
async function reconnect() {
  if (source?.readyState !== EventSource.CLOSED) return;
  stop();
  over = !(await refresh());
  if (!over) setTimeout(listenWhileShown, retryMs);
  retryMs = Math.min(retryMs * 2, 600_000);
}
