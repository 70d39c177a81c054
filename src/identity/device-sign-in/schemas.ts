import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { Lifetime } from "../tokens/schemas.ts";

export const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

/** The actions that a machine can ask for. Without any, it asks for all. */
const actions = ["pull", "push"] as const;
const secret = text(100, { kind: "raw" });

/** Control characters, spaces and other signs could make the name of a machine a sentence that persuades people. */
const Machine = text(300, { kind: "raw" }).transform(
  (given) =>
    given
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 60) || "machine",
);

/** The requests of machines, as RFC 8628 and RFC 7009 have them; `machine` and `replaces` are Portus's own. */
export const DeviceRequest = z.object({
  client_id: text(100, { kind: "raw" }).min(1),
  scope: text(100, { kind: "raw" }).default("").transform(words),
  machine: Machine.optional(),
  replaces: secret.optional(),
});

export const TokenRequest = z.object({
  grant_type: text(100, { kind: "raw" }),
  device_code: secret.optional(),
});

export const Revocation = z.object({ token: secret });

const Code = text(40, { kind: "raw" });

export const CodeQuery = z.object({ user_code: Code.optional().catch(undefined) });

export const RefusalForm = z.object({ user_code: Code });

export const ConfirmationForm = RefusalForm.extend({ days: Lifetime });

function words(scope: string, context: z.RefinementCtx) {
  const asked = actions.filter((action) => scope.split(" ").includes(action));
  const unknown = scope.split(" ").some((word) => word !== "" && !asked.some((it) => it === word));
  if (unknown) context.addIssue({ code: "custom", message: "The scope may have pull and push." });
  return asked.length > 0 ? asked : [...actions];
}
