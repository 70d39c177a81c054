import type { Command } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "user reset-second-factor",
    args: ["USERNAME"],
    does: "Removes all second factors of a user who lost them, and ends their sessions. They sign in with the password again.",
    run: ([username = ""], _options, within) =>
      within(async () => {
        const { resetSecondFactorOf } = await import("./command-actions.ts");
        return resetSecondFactorOf(username);
      }),
  },
];
