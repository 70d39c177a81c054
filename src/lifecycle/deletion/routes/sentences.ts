import { plural } from "../../../platform/plural.ts";
import { restoreDays } from "../../times.ts";
import type { FoundPlan } from "../plan/find.ts";
import { isTarget } from "../plan/selection.ts";
import type { TargetContents } from "../plan/target-contents.ts";

/** Whether a sentence is about a finished deletion or a planned one, and whether some of it was not done. */
interface Tense {
  past: boolean;
  partly?: boolean;
}

/** "was deleted", "were deleted" or "will be deleted", to end a sentence about that many things. */
export function fate(count: number, { past, partly = false }: Tense): string {
  if (!past) return "will be deleted";
  return `${count === 1 ? "was" : "were"} ${partly ? "to be deleted" : "deleted"}`;
}

/** The start of a sentence about the bytes that nothing but the deleted images uses. */
export function soleUse(contents: Pick<FoundPlan["contents"], "deleted">): string {
  return chosenImages(contents) === 1 ? "Only this image uses" : "Only these images use";
}

export function transferSentence(
  { namespaces, receivingTeam }: Pick<TargetContents, "namespaces" | "receivingTeam">,
  { past, partly = false }: Tense,
): string {
  const names = namespaces.map(({ name }) => name).join(", ");
  const were = namespaces.length === 1 ? "was" : "were";
  const verb = partly ? `${were} to be` : were;
  return `${names} ${past ? verb : "will be"} transferred to the team ${receivingTeam}, with all images.`;
}

type Planned = Pick<FoundPlan, "selection" | "subject">;

export function planTitle({ selection, subject }: Planned): string {
  if (!isTarget(selection)) return `Delete ${"whole" in selection ? "" : "from "}${subject}?`;
  return `Delete the ${selection.team === undefined ? "namespace" : "team"} ${subject}?`;
}

export function deletionTitle(
  { selection, subject }: Planned,
  { running }: { running: boolean },
): string {
  if (isTarget(selection) || "whole" in selection) return `Deletion of ${subject}`;
  return `${running ? "Deletion" : "Deleted"} from ${subject}`;
}

export function buttonText({
  selection,
  subject,
  contents,
}: Planned & Pick<FoundPlan, "contents">): string {
  if (isTarget(selection) || "whole" in selection) return `Delete ${subject}`;
  const images = chosenImages(contents);
  const tags = contents.untagged?.length ?? 0;
  const parts = [images > 0 ? plural(images, "image") : "", tags > 0 ? plural(tags, "tag") : ""];
  return `Delete ${parts.filter(Boolean).join(" and ")}`;
}

export function startedSentence(started: "done" | "started"): string {
  return started === "done"
    ? `Deleted. You can restore it here for ${plural(restoreDays, "day")}.`
    : "Deletion started. This page shows the progress; you can leave it.";
}

/** What people read after restoring. `moved` has the tags that were pushed again since; null if it runs in the background. */
export function restoredSentence(moved: readonly string[] | null): string {
  if (!moved) return "Restore started. This page shows the progress; you can leave it.";
  const restored = "Restored. It appears here within seconds.";
  if (moved.length === 0) return restored;
  return `${restored} These tags were pushed again since and were left alone: ${moved.join(", ")}.`;
}

function chosenImages({ deleted }: Pick<FoundPlan["contents"], "deleted">): number {
  return deleted?.filter(({ reason }) => reason === "chosen").length ?? 0;
}
