import type { Command } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "ca",
    does: "Prints the certificate that the registry must trust (its rootcertbundle), and in its last year its successor.",
    run: (_words, _options, within) =>
      within(async () => (await import("./keys.ts")).caCertificate()),
  },
  {
    name: "keys rotate",
    does: "Creates a new signing key. Tokens already issued stay valid; the registry needs no restart.",
    run: (_words, _options, within) =>
      within(async () => {
        await (await import("./keys.ts")).rotateLeaf({ force: true });
        return "New tokens are signed with a new key.";
      }),
  },
];
