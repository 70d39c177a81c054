import { type Activity, db } from "../db/client.ts";

/** What happened last in a repository; who asks has found it already, and so may know. */
export async function lastActivities(repositoryId: number): Promise<Activity[]> {
  return db.activity.findMany({ where: { repositoryId }, orderBy: { id: "desc" }, take: 8 });
}
