import { after } from "node:test";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { testDatabaseUrl } from "./postgres.ts";

/**
 * A fresh database for this file's tests, connected. Awaited at the top of a file: Node 20 runs the hooks of a file
 * side by side, so that another hook could not count on it.
 */
export async function useDatabase(): Promise<void> {
  connect(await testDatabaseUrl());
  after(disconnect);
}
