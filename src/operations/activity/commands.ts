import { type Command, Misuse } from "../../platform/command.ts";
import { plural } from "../../platform/plural.ts";

export const commands: Command[] = [
  {
    name: "audit verify",
    options: { since: { type: "string" } },
    does: "Verifies that no entry of the audit log was altered, inserted, moved or deleted. --since takes a head printed earlier.",
    run: async (_args, { since }, within) => {
      if (typeof since !== "string") return within(() => verify(undefined));
      if (!isHead(since))
        throw new Misuse(
          `${since} is not a head. A head looks like 64:ubd0…; bin/portus audit verify prints it.`,
        );
      return within(() => verify(since));
    },
  },
];

/** Whether it is a position in the chain and the link there, 32 bytes as base64url. */
const isHead = (text: string) => /^\d{1,19}:[\w-]{43}$/.test(text);

/** Returns what to print. Throws with the reasons if the audit log was changed. */
async function verify(since: string | undefined): Promise<string> {
  const { verifyChain } = await import("../../history/verify.ts");
  const { entries, head, faults, faultsCount } = await verifyChain(since);
  if (faultsCount === 0)
    return `${plural(entries, "entry", "entries")} of the audit log verified: none was altered, inserted, moved or deleted.\nHead: ${head}\nStore the head elsewhere; a later run with --since ${head} verifies that the log still contains it.`;

  const more = faultsCount > faults.length ? `\n… and ${faultsCount - faults.length} more.` : "";
  throw new Error(
    `The audit log is not as Portus wrote it (${plural(entries, "entry", "entries")} read):\n${faults.join("\n")}${more}`,
  );
}
