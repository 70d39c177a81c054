import { plural } from "../../../platform/plural.ts";
import { type Excerpt, excerpt, truncate } from "../excerpt.ts";
import { historyByLayer, type ImageConfig } from "../manifest/config.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

export interface RunSettings {
  built: Date | null;
  builtNote: string;
  facts: { name: string; value: string }[];
  env: Excerpt<string>;
  history: Excerpt<string>;
}

const maxFactLength = 4096;
const maxLines = 500;

export function runSettings(config: ImageConfig): RunSettings {
  const facts = {
    User: config.user || (config.platform?.startsWith("windows") ? "" : "root"),
    "Working directory": config.workingDir ?? "",
    Entrypoint: list(config.entrypoint),
    Command: list(config.command),
    Ports: config.ports.join(", "),
    Volumes: config.volumes.join(", "),
  };
  return {
    built: config.builtAt,
    builtNote: builtNote(config),
    facts: Object.entries(facts)
      .filter(([, value]) => value)
      .map(([name, value]) => ({ name, value: truncate(value, maxFactLength) })),
    env: excerpt(config.env, maxLines),
    history: excerpt(config.history, maxLines),
  };
}

/** The text in place of a build time. Reproducible builds set the time to a fixed day. */
export function builtNote(config: Pick<ImageConfig, "builtSetTo"> | null): string {
  const day = config?.builtSetTo;
  return day ? `not recorded (set to ${day} by the builder)` : "not recorded";
}

/** Why layers have no history lines; null if they have, or if there is nothing to explain. */
export function historyMismatchReason(
  config: ImageConfig,
  content: ManifestContent | null,
): string | null {
  const layers = (content?.layers.length ?? 0) + (content?.omitted ?? 0);
  const lines = config.layerHistory.length;
  if (lines === 0 || layers === 0 || historyByLayer(config, layers).length > 0) return null;
  return `The history has ${plural(lines, "line")} for ${plural(layers, "layer")}, so which line made which layer is not known.`;
}

const list = (words: string[]) => (words.length > 0 ? JSON.stringify(words) : "");
