import { z } from "zod";
import { storableJson } from "../../../platform/db/text.ts";
import { truncate } from "../excerpt.ts";
import { type ImageConfig, readConfig } from "./config.ts";

/** How many entries of a large configuration are not stored. */
export interface OmittedParts {
  labels: number;
  env: number;
  history: number;
}

export interface StoredConfig {
  json: string;
  omitted: OmittedParts | null; // null: it is stored in full
}

const maxFullLength = 65_536; // characters of JSON that are stored in full

/** What is stored of a configuration. A page reads it, so a large one is cut to what a page shows. */
export function storedConfig(config: object): StoredConfig {
  const json = storableJson(config);
  return json.length <= maxFullLength ? { json, omitted: null } : cut(config);
}

const limits = {
  labels: { count: 500, length: 131_072 },
  env: { count: 500, length: 65_536 },
  history: { count: 1_000, length: 131_072 },
  fact: { count: 16_384, length: 16_384 }, // pages cut the sum of these at 4,096 characters, and say so
};

function cut(raw: object): StoredConfig {
  const config = readConfig(raw);
  const labels = fitting(shownLabels(config), limits.labels);
  const env = fitting(config.env, limits.env);
  const lines = fitting(config.lines, limits.history);
  const keys = (all: string[]) =>
    Object.fromEntries(fitting(all, limits.fact).map((key) => [key, {}]));
  const json = storableJson({
    ...platformOf(raw),
    created: config.created,
    author: config.author ?? undefined,
    config: {
      User: config.user ?? undefined,
      WorkingDir: config.workingDir ?? undefined,
      Entrypoint: fitting(config.entrypoint, limits.fact),
      Cmd: fitting(config.command, limits.fact),
      Env: env,
      ExposedPorts: keys(config.ports),
      Volumes: keys(config.volumes),
      Labels: Object.fromEntries(labels),
    },
    history: lines,
  });
  const omitted = {
    labels: Object.keys(config.labels).length - labels.length,
    env: config.env.length - env.length,
    history: config.lines.length - lines.length,
  };
  return { json, omitted };
}

/** In the order of the page. */
function shownLabels({ labels }: ImageConfig): [string, string][] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [truncate(name, 1024), truncate(value, 8192)]);
}

const platformKeys = ["os", "architecture", "variant", "os.version", "os.features"];
const maxPlatformLength = 1_000;

function platformOf(raw: object): object {
  const found = Object.entries(raw).filter(([key]) => platformKeys.includes(key));
  return Object.fromEntries(
    found.filter(([, value]) => storableJson(value).length <= maxPlatformLength),
  );
}

/** The first entries that fit, each in full. */
function fitting<T>(entries: readonly T[], limit: { count: number; length: number }): T[] {
  let room = limit.length;
  return entries.slice(0, limit.count).filter((entry) => {
    const length = storableJson(entry).length;
    if (length > room) return false;
    room -= length;
    return true;
  });
}

const count = z.int().nonnegative().catch(0);
const Omitted = z.object({ labels: count, env: count, history: count });

/** From the database. */
export function omittedParts(stored: unknown): OmittedParts {
  return Omitted.safeParse(stored).data ?? { labels: 0, env: 0, history: 0 };
}
