import { randomBytes } from "node:crypto";
import { config } from "../../platform/config/config.ts";
import { seal, unseal } from "../../platform/seal.ts";

const purpose = "portus webhooks";

export function sealText(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(seal(Buffer.from(text), config.secret, purpose));
}

export function unsealText(box: Uint8Array): string {
  return unseal(box, config.secret, purpose).toString();
}

export function makeSigningSecret(): string {
  return `pws_${randomBytes(32).toString("base64url")}`;
}
