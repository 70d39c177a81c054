import { announce } from "./announce.js";
import { refresh } from "./refresh.js";

/** `data-live="URL"` is the event stream of a page's changes. While the page is visible, each change refreshes its parts. */
const url = document.querySelector("[data-live]")?.dataset.live;
let source;
let heardLast = 0;
let over = false; // the page no longer exists, or the person lost access
let patience = 30_000;

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
  if (heardLast) place.searchParams.set("since", heardLast);
  source = new EventSource(place);
  source.addEventListener("open", () => {
    patience = 30_000;
  });
  source.addEventListener("change", hear);
  source.addEventListener("error", refused);
}

function stop() {
  source?.close();
  source = undefined;
}

async function hear({ data, lastEventId }) {
  const { changes, more } = JSON.parse(data);
  over = !(await refresh());
  if (over) return stop();
  heardLast = Math.max(heardLast, lastEventId); // only after the refresh: a change that is not shown yet is requested again
  const [said] = changes.map(sentence).filter(Boolean);
  if (said) announce(said + others(changes.length - 1 + more));
}

/** The browser reconnects after a broken connection, but not after a refused one. */
async function refused() {
  if (source?.readyState !== EventSource.CLOSED) return;
  stop();
  over = !(await refresh());
  if (!over) setTimeout(listenWhileShown, patience);
  patience = Math.min(patience * 2, 600_000);
}

function sentence({ kind, repository, tag }) {
  if (kind === "push") return `${repository}${tag ? `:${tag}` : ""} was pushed.`;
  return kind === "delete" ? `Something was deleted in ${repository}.` : "";
}

function others(count) {
  if (count === 0) return "";
  return count === 1 ? " One thing more changed." : ` ${count} things more changed.`;
}
