import type { Access } from "../signing/token.ts";

/** Whether a token lets its bearer pull from a repository, and so read what is attached there. */
export function mayPull(access: readonly Access[], repository: string): boolean {
  return access.some(
    ({ type, name, actions }) =>
      type === "repository" &&
      name === repository &&
      (actions.includes("pull") || actions.includes("*")),
  );
}
