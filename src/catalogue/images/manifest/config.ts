import { z } from "zod";
import { depthOf } from "../../../platform/db/json.ts";
import { cut } from "../excerpt.ts";
import { platformName } from "./platform.ts";

/** What an image's configuration says (OCI image-spec config.md), each text cut to what a page can show. */
export interface ImageConfig {
  platform: string | null;
  builtAt: Date | null;
  /** The day that the builder set as the time of the build, though nothing can have been built then: "1970-01-01". */
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
  /** Every line of the history, whether it made a layer or not. */
  history: string[];
  /** The history line of each layer, in the order of the layers; lines that made none are left out. */
  layerHistory: (string | null)[];
  /** How many layers the configuration itself counts; null if it does not. */
  layersCount: number | null;
}

const deepest = 16;
const most = 10_000; // entries of a list; pages show fewer, and say so

/** The JSON of a configuration; null if it is none. */
export function parseConfig(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    const object = typeof value === "object" && value !== null && !Array.isArray(value);
    return object && depthOf(value, deepest) < deepest ? value : null;
  } catch {
    return null;
  }
}

/** Reads a configuration. Whatever in it is not as it should be is left out. */
export function readConfig(json: unknown): ImageConfig {
  const { created, author, config, history, rootfs, ...platform } =
    Config.safeParse(json).data ?? Config.parse({});
  return {
    platform: platformName(platform),
    ...builtWhen(created),
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
    history: history.flatMap((line) => line.created_by ?? []),
    layerHistory: history
      .filter((line) => !line.empty_layer)
      .map((line) => line.created_by ?? null),
    layersCount: rootfs?.diff_ids.length ?? null,
  };
}

/** The history line of each layer, if there is exactly one for each; else which made which is not known: several builders write none for a part of the layers. */
export function creditLayers({ layerHistory, layersCount }: ImageConfig, layers: number) {
  const certain = layerHistory.length === layers && (layersCount ?? layers) === layers;
  return certain ? layerHistory : [];
}

const firstImages = Date.UTC(2013, 0, 1); // the format is not older
const dayMs = 86_400_000; // by which a builder's clock may be ahead

function builtWhen(created: string | undefined): Pick<ImageConfig, "builtAt" | "builtSetTo"> {
  const at = new Date(created ?? "");
  const day = /^\d{4}-\d\d-\d\d/.exec(created ?? "")?.[0] ?? null;
  if (Number.isNaN(at.getTime()) || !day) return { builtAt: null, builtSetTo: null };
  if (at.getTime() < firstImages || at.getTime() > Date.now() + dayMs)
    return { builtAt: null, builtSetTo: day };
  return { builtAt: at, builtSetTo: null };
}

const longest = 4096; // characters

const text = z
  .string()
  .transform((it) => cut(it, longest))
  .optional()
  .catch(undefined);
const texts = z
  .array(z.unknown())
  .transform((items) =>
    items
      .filter((item) => typeof item === "string")
      .slice(0, most)
      .map((item) => cut(item, longest)),
  )
  .catch([]);
const keys = z.record(z.string(), z.unknown()).catch({});

const empty = { Entrypoint: [], Cmd: [], Env: [], ExposedPorts: {}, Volumes: {}, Labels: {} };

const Config = z.object({
  os: z.unknown().optional(),
  architecture: z.unknown().optional(),
  variant: z.unknown().optional(),
  "os.version": z.unknown().optional(),
  "os.features": z.unknown().optional(),
  created: z.string().max(64).optional().catch(undefined),
  rootfs: z
    .object({ diff_ids: z.array(z.unknown()) })
    .optional()
    .catch(undefined),
  author: text,
  config: z
    .object({
      User: text,
      WorkingDir: text,
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
        .object({ created_by: text, empty_layer: z.boolean().catch(false) })
        .catch({ empty_layer: false }),
    )
    .transform((lines) => lines.slice(0, most))
    .catch([]),
});
