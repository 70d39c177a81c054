import { z } from "zod";
import type { Change } from "./changes.ts";

/** What a page that is open wants to hear of. */
export type Topic =
  | { of: "pushes" | "repositories" | "deletions" | "sync" }
  | { of: "repository" | "namespace"; id: number };

/** `pushes`, `repository:12` … as pages ask for it. Null: there is no such topic. */
export const TopicName = z
  .string()
  .regex(/^(pushes|repositories|deletions|sync|(repository|namespace):[1-9]\d{0,8})$/)
  .transform((text) => {
    const [of, id] = text.split(":");
    return (id ? { of, id: Number(id) } : { of }) as Topic; // as the pattern has it
  })
  .nullable()
  .catch(null);

const heard: Record<Topic["of"], readonly Change["kind"][]> = {
  pushes: ["push", "delete"],
  repositories: ["push", "delete"],
  namespace: ["push", "delete"],
  repository: ["push", "delete", "pull", "change"],
  deletions: ["delete", "deletion"],
  sync: ["sync"],
};

/** Whether a change may matter to who follows a topic, from a time on; in which namespace it was may not be known yet. */
export function concerns(
  { topic, from }: { topic: Topic; from: number },
  change: Pick<Change, "kind" | "id" | "namespace" | "at">,
): boolean {
  if (change.at < from || !heard[topic.of].includes(change.kind)) return false;
  if (topic.of === "repository") return change.id === topic.id;
  if (topic.of === "namespace") return (change.namespace ?? topic.id) === topic.id;
  return true;
}
