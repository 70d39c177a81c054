import { announce } from "./announce.js";
import { refresh } from "./refresh.js";

/** `data-live="URL"` says where a page hears of changes. It listens while it is seen, and then brings its parts up to date. */
const url = document.querySelector("[data-live]")?.dataset.live;
let source;
let heardLast = 0;
let over = false; // the page is gone, or closed to who looks at it
let patience = 30_000;

const shown = () => !document.hidden && !over;

if (url) {
  document.addEventListener("visibilitychange", listenWhileShown);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listenWhileShown);
  listenWhileShown();
}

/** Browsers open few connections to one place: those of hidden pages are given back. */
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
  heardLast = Math.max(heardLast, lastEventId); // not before: until it is seen, it is asked for again
  const [said] = changes.map(sentence).filter(Boolean);
  if (said) announce(said + others(changes.length - 1 + more));
}

/** A connection that breaks is made again by the browser; one that is refused is not. */
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
