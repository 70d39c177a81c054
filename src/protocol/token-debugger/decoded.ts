import { z } from "zod";
import { shortened } from "../../platform/bounded-text.ts";
import { parseJson } from "../../platform/json.ts";

const word = shortened(16_384);

const Header = z.looseObject({
  alg: word.catch(""),
  x5c: z.array(word).catch([]),
});

const Claims = z.looseObject({
  iss: word.catch(""),
  aud: z.union([word, z.array(word)]).catch(""),
  sub: word.catch(""),
  exp: z.number().catch(0),
  nbf: z.number().catch(0),
  iat: z.number().catch(0),
  access: z.array(z.object({ type: word, name: word, actions: z.array(word) })).catch([]),
});

export interface Decoded {
  header: z.infer<typeof Header>;
  claims: z.infer<typeof Claims>;
  signed: string; // the bytes that the signature covers
  signature: Buffer;
}

/** The parts of a token (RFC 7515, 7.1), of any origin. Null if they are not JSON objects. */
export function decodeToken(token: string): Decoded | null {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const [head, claims] = [objectIn(Header, header), objectIn(Claims, payload)];
  if (!head || !claims) return null;
  return {
    header: head,
    claims,
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

function objectIn<T>(schema: z.ZodType<T>, part: string): T | null {
  return schema.safeParse(parseJson(Buffer.from(part, "base64url"))).data ?? null;
}
