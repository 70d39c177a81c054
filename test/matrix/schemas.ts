import "../../src/registry/signing/reflect.ts"; // @peculiar/x509 needs it, which the bundle imports first
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { z } from "zod";
import type { Endpoint } from "../../src/platform/http/api/endpoint.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface NamedSchema {
  name: string; // "tenancy/teams/schemas.ts TeamForm"
  schema: z.ZodType;
  /** Whether only answers use it: what Portus sends needs no limits. */
  answer: boolean;
}

/** Every schema that a module of src holds in a constant, exported or not, and those of the endpoints. */
export async function collectSchemas(): Promise<NamedSchema[]> {
  const modules = await loadEverything();
  const endpoints = modules.flatMap(([, module]) => Object.values(module).flatMap(endpointsIn));
  const answers = new Set(endpoints.flatMap(({ answer }) => within(answer.body)));
  const constants = modules.flatMap(([path, module]) =>
    Object.entries(module).flatMap(([name, value]) =>
      isSchema(value) ? [{ name: `${path} ${name.replace("$local", "")}`, schema: value }] : [],
    ),
  );
  const ofEndpoints = endpoints.flatMap(({ method, path, params, query, body }) =>
    Object.entries({ params, query, ...(body && { body }) }).map(([part, schema]) => ({
      name: `${method} ${path} ${part}`,
      schema,
    })),
  );
  const inputs = new Set(ofEndpoints.flatMap(({ schema }) => within(schema)));
  const isAnswer = (it: Omit<NamedSchema, "answer">) =>
    !inputs.has(it.schema) &&
    (/present(\.ts|\/)|Entity$/.test(it.name) ||
      within(it.schema).some((part) => answers.has(part) && !inputs.has(part)));
  return [...constants, ...ofEndpoints].map((it) => ({ ...it, answer: isAnswer(it) }));
}

const isSchema = (value: unknown): value is z.ZodType =>
  typeof value === "object" && value !== null && "_zod" in value;

function endpointsIn(value: unknown): Endpoint[] {
  return [value]
    .flat()
    .filter((it): it is Endpoint => Object.hasOwn(Object(it), "allowsRestrictedTokens"));
}

/** A schema and all that it is made of. */
export function within(schema: unknown, seen = new Set<unknown>()): z.ZodType[] {
  if (!isSchema(schema) || seen.has(schema)) return [];
  seen.add(schema);
  const parts = Object.values(schema._zod.def).flatMap((part) =>
    isSchema(part) ? [part] : Object.values(Object(part)),
  );
  return [schema, ...parts.flatMap((part) => within(part, seen))];
}

/** The modules that make schemas, with all their constants exported. */
async function loadEverything(): Promise<[path: string, module: Record<string, unknown>][]> {
  const cache = `${root}node_modules/.cache`; // below node_modules, where the file finds the dependencies
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "schemas-"));
  try {
    const paths = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" }).filter(
      (path) =>
        path.endsWith(".ts") && readFileSync(`${root}src/${path}`, "utf8").includes('from "zod"'),
    );
    const lines = paths.map((path) => `${JSON.stringify(path)}: () => import("./src/${path}"),`);
    await build({
      stdin: { contents: `export const modules = {${lines.join("\n")}}`, resolveDir: root },
      outfile: join(folder, "schemas.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      absWorkingDir: root,
      plugins: [exported],
    });
    const { modules } = await import(pathToFileURL(join(folder, "schemas.mjs")).href);
    return await Promise.all(
      paths.map(async (path) => [path, await modules[path]()] as [string, Record<string, unknown>]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const exported: Plugin = {
  name: "all constants exported",
  setup(esbuild) {
    esbuild.onResolve({ filter: /\/generated\/client\.ts$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      external: true,
    }));
    esbuild.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8")
        .replace(/import\.meta\.url/g, JSON.stringify(pathToFileURL(path).href))
        .replace(/import\.meta\.filename/g, JSON.stringify(path));
      const local = [...text.matchAll(/^const (\w+)/gm)].map(([, name]) => name);
      const more = local.map((name) => `${name} as ${name}$local`).join(", ");
      return { contents: `${text}\nexport { ${more} };`, loader: "ts" };
    });
  },
};
