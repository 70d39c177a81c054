import { type Command, Misuse } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "audit verify",
    options: { since: { type: "string" }, anchors: { type: "string" } },
    does: "Verifies that no entry of the audit log was altered, inserted, moved or deleted. --since takes a head printed earlier; --anchors a file with heads, such as a replica's log (- reads them from standard input).",
    details: `It compares the log with every anchor that it finds: heads of the log that Portus wrote outside the database, to
audit-anchors in the data directory and to its log. Without an anchor, the deletion of the newest entries can go unnoticed.

Exit codes:
    0  nothing is wrong, and the log was compared with at least one anchor
    1  the log was altered, or entries are missing
    2  it could not be checked
    3  nothing is wrong as far as the database tells, but there was no anchor to compare with`,
    run: async (_args, { since, anchors }, within) => {
      if (typeof since === "string" && !(await isHead(since)))
        throw new Misuse(
          `${since} is not a head. A head looks like 64:ubd0…; bin/portus audit verify prints it.`,
        );
      const { verify } = await import("./command-actions.ts");
      const text = (value: string | boolean | undefined) =>
        typeof value === "string" ? value : undefined;
      return verify({ since: text(since), anchors: text(anchors) }, within);
    },
  },
];

/** Whether it is a position in the chain and the link there, 32 bytes as base64url. */
async function isHead(text: string): Promise<boolean> {
  const heads = await import("../../history/anchor-file.ts");
  return heads.isHead(text);
}
