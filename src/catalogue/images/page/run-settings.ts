import { type Beginning, beginning, cut } from "../excerpt.ts";
import { creditLayers, type ImageConfig } from "../manifest/config.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

/** How an image runs, in lines that a page can show. */
export interface Runs {
  built: Date | null;
  /** Instead of a date. */
  builtNote: string;
  facts: { name: string; value: string }[];
  env: Beginning<string>;
  history: Beginning<string>;
}

const longest = 4096; // characters of a fact
const maxLines = 500;

export function runsOf(config: ImageConfig): Runs {
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
      .map(([name, value]) => ({ name, value: cut(value, longest) })),
    env: beginning(config.env, maxLines),
    history: beginning(config.history, maxLines),
  };
}

/** What stands where the time of the build would: builders that make the same image twice set it to a fixed day. */
export function builtNote(config: Pick<ImageConfig, "builtSetTo"> | null): string {
  const day = config?.builtSetTo;
  return day ? `not recorded (set to ${day} by the builder)` : "not recorded";
}

/** Why no layer is credited with a line of the history, where that can't be known. */
export function uncreditedIn(config: ImageConfig, content: ManifestContent | null): string | null {
  const layers = (content?.layers.length ?? 0) + (content?.omitted ?? 0);
  const lines = config.layerHistory.length;
  if (lines === 0 || layers === 0 || creditLayers(config, layers).length > 0) return null;
  const [one, other] = [count(lines, "line"), count(layers, "layer")];
  return `The history has ${one} for ${other}, so which line made which layer is not known.`;
}

const list = (words: string[]) => (words.length > 0 ? JSON.stringify(words) : "");
const count = (many: number, word: string) =>
  `${many.toLocaleString("en")} ${word}${many === 1 ? "" : "s"}`;
