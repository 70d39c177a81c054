import type { DirectoryAsk, DirectoryVerdict } from "../../identity/sign-in/directory-check.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { hasDirectories } from "./directories.ts";

// What the process calls. Without a directory, nothing that talks to one is loaded.

export async function checkPassword(ask: DirectoryAsk): Promise<DirectoryVerdict> {
  if (!(await hasDirectories())) return null;
  const { checkDirectoryPassword } = await import("./check-password.ts");
  return checkDirectoryPassword(ask);
}

export const jobs: Job[] = [
  {
    name: "ask-directories",
    cron: "11 2 * * *",
    run: async () => ((await hasDirectories()) ? (await import("./nightly.ts")).askAll() : null),
  },
];
