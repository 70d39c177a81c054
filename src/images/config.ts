import { z } from "zod";
import { depthOf } from "../db/json.ts";
import { platformName } from "./platform.ts";

/** What an image's configuration says (OCI image-spec config.md), each text cut to what a page can show. */
export interface ImageConfig {
  platform: string | null;
  builtAt: Date | null;
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
}

const deepest = 16;
const most = 1000;

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
  const { created, author, config, history, ...platform } =
    Config.safeParse(json).data ?? Config.parse({});
  return {
    platform: platformName(platform),
    builtAt: created ?? null,
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
        typeof label === "string" ? [[name, cut(label)]] : [],
      ),
    ),
    history: history.flatMap((line) => line.created_by ?? []),
    layerHistory: history
      .filter((line) => !line.empty_layer)
      .map((line) => line.created_by ?? null),
  };
}

const cut = (text: string) => (text.length > 4096 ? `${text.slice(0, 4096)}…` : text);

const text = z.string().transform(cut).optional().catch(undefined);
const texts = z
  .array(z.unknown())
  .transform((items) =>
    items
      .slice(0, most)
      .filter((item) => typeof item === "string")
      .map(cut),
  )
  .catch([]);
const keys = z.record(z.string(), z.unknown()).catch({});

const empty = { Entrypoint: [], Cmd: [], Env: [], ExposedPorts: {}, Volumes: {}, Labels: {} };

const Config = z.object({
  os: z.unknown().optional(),
  architecture: z.unknown().optional(),
  variant: z.unknown().optional(),
  created: z
    .string()
    .pipe(z.coerce.date<string>().min(0).max(253_402_300_799_999))
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
