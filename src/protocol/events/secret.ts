import { createHash, timingSafeEqual } from "node:crypto";
import { config } from "../../platform/config/config.ts";

/** Whether the header holds the secret that our registries were given. */
export function isFromRegistry(authorization: string | undefined): boolean {
  const [, given = ""] = /^Bearer +(.+)$/i.exec(authorization ?? "") ?? [];
  return timingSafeEqual(digest(given.trim()), digest(config.eventsSecret));
}

/** Of equal length for any text, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
