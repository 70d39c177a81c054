import { z } from "zod";
import { shortened, text } from "../../../platform/bounded-text.ts";
import { depthOf } from "../../../platform/db/text.ts";
import { parseJson } from "../../../platform/json.ts";
import { truncate } from "../excerpt.ts";
import { platformName } from "./platform.ts";

/** An image's configuration (OCI image-spec config.md), with long texts cut for a page. */
export interface ImageConfig {
  platform: string | null;
  created: string | undefined;
  builtAt: Date | null;
  /** The fixed day of a reproducible build, such as "1970-01-01"; null if `builtAt` is real or unknown. */
  builtSetTo: string | null;
  author: string | null;
  user: string | null;
  workingDir: string | null;
  entrypoint: string[];
  command: string[];
  env: string[];
  ports: string[];
  volumes: string[];
  labels: Record<string, string>;
  lines: HistoryLine[];
  /** All history lines, also those that made no layer. */
  history: string[];
  /** The history lines that made layers, in the order of the layers. */
  layerHistory: (string | null)[];
  /** The number of layers according to the configuration; null: not given. */
  layersCount: number | null;
}

interface HistoryLine {
  created_by?: string | undefined;
  empty_layer: boolean;
}

const maxDepth = 16;

/** A configuration as an object; null if it is not one. */
export function parseConfig(bytes: Uint8Array): object | null {
  const value = parseJson(bytes);
  const object = typeof value === "object" && value !== null && !Array.isArray(value);
  return object && depthOf(value, maxDepth) < maxDepth ? value : null;
}

export function readConfig(json: unknown): ImageConfig {
  const { created, author, config, history, rootfs, ...platform } =
    Config.safeParse(json).data ?? Config.parse({});
  return {
    platform: platformName(platform),
    created,
    ...buildTime(created),
    author: author ?? null,
    user: config.User ?? null,
    workingDir: config.WorkingDir ?? null,
    entrypoint: config.Entrypoint,
    command: config.Cmd,
    env: config.Env,
    ports: Object.keys(config.ExposedPorts),
    volumes: Object.keys(config.Volumes),
    labels: Object.fromEntries(
      Object.entries(config.Labels).flatMap(([name, label]) =>
        typeof label === "string" ? [[name, label]] : [],
      ),
    ),
    lines: history,
    history: history.flatMap((line) => line.created_by ?? []),
    layerHistory: history
      .filter((line) => !line.empty_layer)
      .map((line) => line.created_by ?? null),
    layersCount: rootfs?.diff_ids.length ?? null,
  };
}

/** The history line of each layer; empty if their numbers differ, because some builders write no line for some layers. */
export function historyByLayer({ layerHistory, layersCount }: ImageConfig, layers: number) {
  const matches = layerHistory.length === layers && (layersCount ?? layers) === layers;
  return matches ? layerHistory : [];
}

const firstImages = Date.UTC(2013, 0, 1); // when the format was introduced
const dayMs = 86_400_000; // tolerance for a builder's clock

function buildTime(created: string | undefined): Pick<ImageConfig, "builtAt" | "builtSetTo"> {
  const at = new Date(created ?? "");
  const day = /^\d{4}-\d\d-\d\d/.exec(created ?? "")?.[0] ?? null;
  if (Number.isNaN(at.getTime()) || !day) return { builtAt: null, builtSetTo: null };
  if (at.getTime() < firstImages || at.getTime() > Date.now() + dayMs)
    return { builtAt: null, builtSetTo: day };
  return { builtAt: at, builtSetTo: null };
}

const maxTextLength = 4096;

const line = shortened(maxTextLength, truncate).optional().catch(undefined);
const texts = z
  .array(z.unknown())
  .transform((items) =>
    items.filter((item) => typeof item === "string").map((item) => truncate(item, maxTextLength)),
  )
  .catch([]);
const keys = z.looseObject({}).catch({});

const empty = { Entrypoint: [], Cmd: [], Env: [], ExposedPorts: {}, Volumes: {}, Labels: {} };

const Config = z.object({
  os: z.unknown().optional(),
  architecture: z.unknown().optional(),
  variant: z.unknown().optional(),
  "os.version": z.unknown().optional(),
  "os.features": z.unknown().optional(),
  created: text(64, { kind: "raw" }).optional().catch(undefined),
  rootfs: z
    .object({ diff_ids: z.array(z.unknown()) })
    .optional()
    .catch(undefined),
  author: line,
  config: z
    .object({
      User: line,
      WorkingDir: line,
      Entrypoint: texts,
      Cmd: texts,
      Env: texts,
      ExposedPorts: keys,
      Volumes: keys,
      Labels: keys,
    })
    .catch(empty),
  history: z
    .array(
      z
        .object({ created_by: line, empty_layer: z.boolean().catch(false) })
        .catch({ empty_layer: false }),
    )
    .catch([]),
});
