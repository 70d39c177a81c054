import { verifyChain } from "../../history/verify.ts";

/** What `bin/portus audit verify` prints; throws with the reason if the audit log was changed. */
export async function verifyCommand(told: string | boolean | undefined): Promise<string> {
  const since = typeof told === "string" ? told : undefined;
  const { lines, head, faults, faultsCount } = await verifyChain(since);
  if (faultsCount === 0)
    return `${lines} lines of history are as Portus wrote them: none altered, inserted, moved or cut.\nHead: ${head}\nKeep the head elsewhere; --since ${head} later proves that history still leads through it.`;

  const more = faultsCount > faults.length ? `\n… and ${faultsCount - faults.length} more.` : "";
  throw new Error(
    `History is not as Portus wrote it (${lines} lines read):\n${faults.join("\n")}${more}`,
  );
}
