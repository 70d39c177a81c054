import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";

const word = text(40, { kind: "raw" }).regex(/^[\w.-]{1,40}$/);

const words = z
  .array(z.unknown())
  .transform((items) => items.slice(0, 10).filter((item) => word.safeParse(item).success))
  .catch([]);

const Platform = z.object({
  os: word,
  architecture: word,
  variant: word.optional().catch(undefined),
  "os.version": word.optional().catch(undefined),
  "os.features": words,
  features: words,
});

/**
 * "linux/arm64/v8", or "windows(10.0.17763.6414)/amd64" as containerd and buildx write it, to tell versions of the system
 * apart. Null without a platform, as for an attestation ("unknown/unknown").
 */
export function platformName(platform: unknown): string | null {
  const found = Platform.safeParse(platform).data;
  if (!found || found.os === "unknown" || found.architecture === "unknown") return null;
  const { os, architecture, variant, features } = found;
  const system = [found["os.version"] ?? "", ...found["os.features"]].join("+");
  const name = [system ? `${os}(${system})` : os, architecture, variant].filter(Boolean).join("/");
  return features.length > 0 ? `${name} (${features.join(", ")})` : name;
}
