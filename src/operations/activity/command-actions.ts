import { text } from "node:stream/consumers";
import {
  type Anchor,
  type AnchorSource,
  anchorFile,
  anchorsIn,
  anchorsOfDirectory,
  readAnchors,
} from "../../history/anchor-file.ts";
import { type Verification, verifyChain } from "../../history/verify.ts";
import { CommandError, type Within } from "../../platform/command.ts";
import { config } from "../../platform/config/config.ts";
import { errorMessage } from "../../platform/error-fields.ts";
import { plural } from "../../platform/plural.ts";

interface Asked {
  since: string | undefined;
  anchors: string | undefined; // a file; "-" is standard input
}

/** Returns what to print. Throws with the reasons if the audit log was changed or could not be checked. */
export async function verify({ since, anchors }: Asked, within: Within): Promise<string> {
  const { sources, result } = await check({ since, anchors }, within);
  const { entries, faults, faultsCount } = result;
  if (faultsCount > 0) {
    const more = faultsCount > faults.length ? `\n… and ${faultsCount - faults.length} more.` : "";
    throw new Error(
      `The audit log is not as Portus wrote it (${plural(entries, "entry", "entries")} read):\n${faults.join("\n")}${more}`,
    );
  }
  const compared = sources.some((source) => source.anchors.length > 0) || since !== undefined;
  if (!compared) process.exitCode = 3;
  return compared ? verified(result, sources) : withoutAnchor(result);
}

async function check({ since, anchors }: Asked, within: Within) {
  try {
    return await within(async () => {
      const sources = [
        ...anchorsOfDirectory(config.dataDir),
        ...(anchors ? [await givenAnchors(anchors)] : []),
      ];
      return { sources, result: await verifyChain(since, sources) };
    });
  } catch (error) {
    throw new CommandError(`The audit log could not be checked: ${errorMessage(error)}`, 2);
  }
}

async function givenAnchors(file: string): Promise<AnchorSource> {
  const source =
    file === "-"
      ? { name: "standard input", anchors: anchorsIn(await text(process.stdin)) }
      : readAnchors(file);
  if (source.anchors.length === 0) throw new Error(`there is no anchor in ${source.name}.`);
  return source;
}

function verified({ entries, head }: Verification, sources: readonly AnchorSource[]): string {
  const lines = [
    `${plural(entries, "entry", "entries")} of the audit log verified: none was altered, inserted, moved or deleted.`,
    ...sources.filter(({ anchors }) => anchors.length > 0).map(comparison),
    notCovered(entries, sources),
    `Head: ${head}`,
    `Store the head elsewhere; a later run with --since ${head} verifies that the log still contains it.`,
  ];
  return lines.filter(Boolean).join("\n");
}

function comparison({ name, anchors }: AnchorSource): string {
  const newest = newestOf(anchors);
  return `The log contains all of ${plural(anchors.length, "anchor")} in ${name}; the newest is position ${newest?.position}, recorded ${newest?.at}.`;
}

/** What the anchors do not tell. */
function notCovered(entries: number, sources: readonly AnchorSource[]): string {
  const newest = newestOf(sources.flatMap(({ anchors }) => anchors))?.position;
  if (newest === undefined) return "";
  const after = BigInt(entries) - newest;
  const newer = after > 0n ? `, ${plural(after, "entry", "entries")} now` : "";
  return `What this cannot tell: whether entries after position ${newest} were deleted${newer}, and what somebody did who has the anchors or PORTUS_SECRET as well as the database.`;
}

function newestOf(anchors: readonly Anchor[]): Anchor | undefined {
  return anchors.reduce<Anchor | undefined>(
    (newest, anchor) => (newest && newest.position >= anchor.position ? newest : anchor),
    undefined,
  );
}

function withoutAnchor({ entries, head }: Verification): string {
  return `${plural(entries, "entry", "entries")} of the audit log verified: none was altered, inserted or moved, and none is missing before the newest.
There was no anchor to compare with, neither in ${anchorFile(config.dataDir)} nor in a log beside it. So this cannot tell whether the newest entries were deleted and replaced with an older head: that takes no more than access to the database. Pass a head printed earlier with --since, or a file of heads with --anchors, such as the log of a replica.
Head: ${head}`;
}
