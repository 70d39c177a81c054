import type { Actor } from "../actor/actor.ts";
import type { Rejection } from "./rejection.ts";

// Directories check passwords, too. That creates accounts and gives roles, so it is in a layer above, which connects it.

export interface DirectoryAsk {
  username: string; // in lower case
  secret: string;
  address: string;
  /** The account that has this name here, if there is one. */
  account: { id: number; hasPassword: boolean } | null;
}

/** Who a directory says it is, or why it refuses. Null: no directory is asked about this name. */
export type DirectoryVerdict = { actor: Actor; forClients: boolean } | Rejection | null;

let check: (ask: DirectoryAsk) => Promise<DirectoryVerdict> = async () => null;

export function setDirectoryCheck(checker: typeof check): void {
  check = checker;
}

export const askDirectories = (ask: DirectoryAsk): Promise<DirectoryVerdict> => check(ask);
