import { formats } from "../../../platform/http/pages/format.ts";
import { plural } from "../../../platform/plural.ts";
import type { Span } from "./spans.ts";

/** What a lane shows, for who does not see it. */
export function laneSentence(tag: string, spans: readonly Span[]): string {
  const special = spans.filter(({ sign }) => sign !== "").map(({ what }) => what);
  const counted = [...new Set(special)].map((what) => {
    const times = special.filter((it) => it === what).length;
    return times > 1 ? `${plural(times, "time")} ${what}` : what;
  });
  const digest = spans[0]?.digest;
  const now = digest ? `now ${formats.shortDigest(digest)}` : "now deleted";
  return `${[`${tag}: ${plural(spans.length, "move")}`, ...counted, now].join(", ")}.`;
}

/** Who moved a tag, how, when, and until when it stayed. */
export function spanTitle({ digest, what, byName, at, until }: Span): string {
  const image = digest === null ? "" : `${formats.shortDigest(digest)}, `;
  const end = until ? `until ${minuteOf(until)} UTC` : "until now";
  return `${image}${what} by ${byName || "somebody unknown"}, ${minuteOf(at)} ${end}`;
}

const minuteOf = (at: Date) => at.toISOString().slice(0, 16).replace("T", " ");
