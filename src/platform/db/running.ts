import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The address of the embedded Postgres that another process of this instance runs now, if one does. */
export function runningUrl(directory: string): string | undefined {
  try {
    const lines = readFileSync(join(directory, "data", "postmaster.pid"), "utf8").split("\n");
    const [pid, , , port] = lines; // as miscadmin.h of Postgres numbers them
    const command = readFileSync(`/proc/${Number(pid)}/cmdline`, "utf8").split("\0");
    if (!command.includes("-D") || !port) return undefined;
    const password = readFileSync(join(directory, "data", "password"), "utf8").trim();
    return `postgresql://portus:${password}@127.0.0.1:${port}/postgres`;
  } catch {
    return undefined;
  }
}
