import type { Actor } from "../../../identity/actor/actor.ts";
import { operator, portus } from "../../../identity/actor/system-actors.ts";
import type { DeletionPlan } from "../../../platform/db/client.ts";
import { plural } from "../../../platform/plural.ts";
import { type Summary, summaryIn } from "../plan/summary.ts";

type Described = Pick<DeletionPlan, "kind" | "summary" | "emptied">;

/** What was deleted, such as "3 tags of web/site". `name` is the subject as people write it. */
export function deletedWords(plan: Described, name: string): string {
  const summary = summaryIn(plan);
  if (plan.kind === "team") return joined([`Team ${name}`, contentsOf(summary)], " with ");
  if (plan.kind === "namespace")
    return joined([`Namespace ${name}`, contentsOf(summary)], " with ");
  const { tags = 0, names = [], untagged = 0 } = summary;
  if (plan.emptied)
    return joined([`Repository ${name}`, tags > 0 ? plural(tags, "tag") : ""], " with ");
  if (tags === 1 && untagged === 0 && names[0]) return `${name}:${names[0]}`;
  const parts = [
    tags > 0 ? plural(tags, "tag") : "",
    untagged > 0 ? plural(untagged, "untagged manifest") : "",
  ];
  return `${joined(parts, " and ") || "Images"} of ${name}`;
}

function contentsOf({ namespaces = 0, repositories = 0, tags = 0 }: Summary): string {
  return joined(
    [
      namespaces > 1 ? plural(namespaces, "namespace") : "",
      repositories > 0 ? plural(repositories, "repository", "repositories") : "",
      tags > 0 ? plural(tags, "tag") : "",
    ],
    ", ",
  );
}

function joined(parts: readonly string[], by: string): string {
  return parts.filter(Boolean).join(by);
}

/** The first tags, if they are not all in the words above; empty if there is nothing to add. */
export function tagNames(plan: Described): string {
  const { tags = 0, names = [] } = summaryIn(plan);
  if (names.length === 0 || (tags === 1 && !plan.emptied)) return "";
  return tags > names.length
    ? `${names.join(", ")} and ${(tags - names.length).toLocaleString("en-US")} more`
    : names.join(", ");
}

type Authored = Pick<DeletionPlan, "byId" | "byName" | "credential">;

/** Who deleted, such as "mara" or "retention". Admins, and people for their own deletions, see with which credential. */
export function deletedByWords({ byId, byName, credential }: Authored, viewer: Actor): string {
  if (!byId && byName === portus.username) return "retention"; // 0: a system actor
  if (!byId && byName === operator.username) return "the operator";
  const how = viewer.admin || viewer.id === byId ? credentialWords(credential) : "";
  return how ? `${byName}, ${how}` : byName;
}

function credentialWords(credential: string | null): string {
  if (credential?.startsWith("application_token:")) return "with an application token";
  return credential === "password" ? "with the API" : "";
}
