import { text } from "../../platform/bounded-text.ts";
import type { Change } from "./changes.ts";

/** What an open page listens for. */
export type Topic =
  | { of: "pushes" | "repositories" | "deletions" | "sync" | "decisions" }
  | { of: "repository" | "namespace"; id: number };

/** Parses a topic such as `pushes` or `repository:12`; null if it does not exist. */
export const TopicName = text(40, { kind: "raw" })
  .regex(/^(pushes|repositories|deletions|sync|decisions|(repository|namespace):[1-9]\d{0,8})$/)
  .transform((topic) => {
    const [of, id] = topic.split(":");
    return (id ? { of, id: Number(id) } : { of }) as Topic; // the pattern allows only these
  })
  .nullable()
  .catch(null);

const kindsOf: Record<Topic["of"], readonly Change["kind"][]> = {
  pushes: ["push", "delete", "pull"],
  repositories: ["push", "delete"],
  namespace: ["push", "delete"],
  repository: ["push", "delete", "pull", "change"],
  deletions: ["delete", "deletion"],
  sync: ["sync"],
  decisions: ["decision"],
};

/** Whether pages of a topic show pulls only as a count beside other things: they are sent pulls seldom. */
export const showsPullsBeside = ({ of }: Topic): boolean => of === "pushes";

/** Whether a change may concern a topic. The namespace of the change may not be known yet. */
export function concerns(
  { topic, from }: { topic: Topic; from: number },
  change: Pick<Change, "kind" | "id" | "namespace" | "at">,
): boolean {
  if (change.at < from || !kindsOf[topic.of].includes(change.kind)) return false;
  if (topic.of === "repository") return change.id === topic.id;
  if (topic.of === "namespace") return (change.namespace ?? topic.id) === topic.id;
  return true;
}
