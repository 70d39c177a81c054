import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { Invalid } from "../../../platform/errors.ts";
import { parseJson } from "../../../platform/json.ts";

// What browsers answer (WebAuthn level 3, toJSON()), of which other members are ignored.

const bytes = (max: number) => text(max, { kind: "raw" }).regex(/^[\w-]*$/); // base64url
const credentialId = bytes(1400); // at most 1023 bytes

const common = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}).default({}),
};

/** The field of a form that has one. */
export const PasskeyField = text(20_000, { kind: "raw" }).default("");

const Assertion = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes(4000),
    authenticatorData: bytes(4000),
    signature: bytes(2000),
    userHandle: bytes(200).nullish(),
  }),
});

const transports = ["ble", "hybrid", "internal", "nfc", "usb"] as const;

const Attestation = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes(4000),
    attestationObject: bytes(16_000),
    transports: z.array(bytes(40)).max(20).catch([]).default([]),
  }),
});

export type AssertionResponse = z.infer<typeof Assertion>;

export const readAssertion = (json: string) => read(Assertion, json);

export function readAttestation(json: string) {
  const { response, ...rest } = read(Attestation, json);
  const known = transports.filter((it) => response.transports.includes(it));
  return { ...rest, response: { ...response, transports: known } };
}

function read<T>(schema: z.ZodType<T>, json: string): T {
  const parsed = schema.safeParse(parseJson(json));
  if (!parsed.success) throw new Invalid({ form: "The browser sent no passkey. Try again." });
  return parsed.data;
}
