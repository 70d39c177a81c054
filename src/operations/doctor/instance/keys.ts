import { canSign, keysWarning, leafEnd, readyLeaf } from "../../../registry/signing/keys.ts";
import { type Check, fine, wrong } from "../check.ts";

export const keyChecks = (tokenTtl: number): Check[] => [
  {
    id: "keys.leaf",
    title: "The signing key outlasts the tokens that it signs",
    run: async () => {
      if (canSign(tokenTtl))
        return fine(
          `Its certificate ends on ${leafEnd()?.toISOString() ?? "an unknown date"}; it is replaced every day.`,
        );
      return wrong(
        `The certificate of the signing key ends on ${leafEnd()?.toISOString() ?? "an unknown date"}, so that no tokens are issued.`,
        "Create a new signing key. Registries need no restart:",
        "bin/portus keys rotate",
      );
    },
    fix: async () => {
      await readyLeaf(tokenTtl);
      return "Created a new signing key.";
    },
  },
  {
    id: "keys.ca",
    title: "The CA that registries trust has more than a year left",
    run: async () => {
      const warning = keysWarning();
      if (!warning) return fine("The CA that signs has more than a year left.");
      return wrong(warning.text, warning.next, "bin/portus ca > portus.crt");
    },
  },
];
