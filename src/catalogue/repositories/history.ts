import type { Entry } from "../../history/sentences.ts";
import { db } from "../../platform/db/client.ts";
import type { FoundRepository } from "./repositories.ts";

/** What happened last in a repository; who asks has found it already, and so may know. */
export async function lastActivities({ id, namespace }: FoundRepository): Promise<Entry[]> {
  const where = { repositoryId: id };
  const last = await db.activity.findMany({ where, orderBy: { id: "desc" }, take: 8 });
  return last.map((activity) => ({ ...activity, hostname: namespace.registry.hostname }));
}
