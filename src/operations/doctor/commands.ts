import type { Command } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "doctor",
    options: { json: { type: "boolean" }, fix: { type: "boolean" } },
    does: "Checks the whole set-up: the registry, its tokens and events, addresses, certificates, clocks, the database, mail. Says what is wrong and what to do.",
    details: `    --json   print {"ok", "checks": [{"id", "title", "ok", "evidence", "cure"}], "fixed"}; ok is null for what was not checked
    --fix    repair what is safe to repair: create the data directory, replace an expired signing key, wake stuck workers

It pushes a probe to portus-doctor/probe in each registry, and deletes it. It sends no e-mail. It works without a running
Portus, too, and then says which checks need one. Run it with the environment of Portus.

Exit codes:
    0  nothing is wrong
    1  there are problems
    2  it could not check anything
   64  an option is wrong`,
    run: async (_args, { json, fix }, within) => {
      const { runDoctor } = await import("./command-actions.ts");
      return runDoctor({ json: json === true, fix: fix === true }, within);
    },
  },
];
