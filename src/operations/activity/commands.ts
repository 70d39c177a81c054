import { verifyChain } from "../../history/verify.ts";

/** What `bin/portus audit verify` prints; throws with the reason if the audit log was changed. */
export async function verifyCommand(option: string | boolean | undefined): Promise<string> {
  const since = typeof option === "string" ? option : undefined;
  const { entries, head, faults, faultsCount } = await verifyChain(since);
  if (faultsCount === 0)
    return `${entries} entries of the audit log verified: none was altered, inserted, moved or deleted.\nHead: ${head}\nStore the head elsewhere; a later run with --since ${head} verifies that the log still contains it.`;

  const more = faultsCount > faults.length ? `\n… and ${faultsCount - faults.length} more.` : "";
  throw new Error(
    `The audit log is not as Portus wrote it (${entries} entries read):\n${faults.join("\n")}${more}`,
  );
}
