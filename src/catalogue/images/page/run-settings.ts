import { plural } from "../../../platform/plural.ts";
import { type Excerpt, excerpt, listLimits, truncate, withMore } from "../excerpt.ts";
import { historyByLayer, type ImageConfig } from "../manifest/config.ts";
import type { OmittedParts } from "../manifest/stored-config.ts";

export interface RunSettings {
  built: Date | null;
  builtNote: string;
  facts: { name: string; value: string }[];
  env: Excerpt<string>;
  history: Excerpt<string>;
}

const maxFactLength = 4096;

export function runSettings(config: ImageConfig, omitted: OmittedParts): RunSettings {
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
    env: withMore(excerpt(config.env, listLimits), omitted.env),
    history: withMore(excerpt(config.history, listLimits), omitted.history),
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
  { layers, omitted }: { layers: number; omitted: OmittedParts },
): string | null {
  const lines = config.layerHistory.length + omitted.history;
  if (lines === 0 || layers === 0 || historyByLayer(config, layers).length > 0) return null;
  if (omitted.history > 0 && lines >= layers) return null; // some of those left out may have made no layer
  return `The history has ${plural(lines, "line")} for ${plural(layers, "layer")}, so which line made which layer is not known.`;
}

const list = (words: string[]) => (words.length > 0 ? JSON.stringify(words) : "");
