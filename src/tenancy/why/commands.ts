import type { Command } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "why",
    args: ["DECISION"],
    does: "Explains a decision of the token endpoint: its id, or the error message or address that has it.",
    run: async ([given = ""], _options, within) => {
      const { explainInText } = await import("./command-actions.ts");
      return within(() => explainInText(given));
    },
  },
];
