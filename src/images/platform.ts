import { z } from "zod";

const word = z.string().regex(/^[\w.-]{1,40}$/);

const Platform = z.object({
  os: word,
  architecture: word,
  variant: word.optional().catch(undefined),
});

/** "linux/arm64/v8"; null for what runs nowhere, such as an attestation ("unknown/unknown"). */
export function platformName(platform: unknown): string | null {
  const { os, architecture, variant } = Platform.safeParse(platform).data ?? {};
  if (!os || !architecture || os === "unknown") return null;
  return [os, architecture, variant].filter(Boolean).join("/");
}
