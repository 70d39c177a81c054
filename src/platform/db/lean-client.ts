import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PrismaClient } from "./generated/client.ts";
import { type ParameterGraph, sparse } from "./parameter-graph.ts";

const require = createRequire(import.meta.url);
const compiler = "@prisma/client/runtime/query_compiler_small_bg.postgresql.wasm-base64.mjs";

/** What Prisma's types do not show of a client: its engine, which has not started yet. */
interface Inner {
  _engine: { constructor: new (config: EngineConfig) => Inner["_engine"] };
  _engineConfig: EngineConfig;
}

interface EngineConfig {
  compilerWasm: { getQueryCompilerWasmModule(): Promise<WebAssembly.Module> };
  parameterizationSchema: ParameterGraph;
}

/** Prisma's client, with an engine that takes 18 MB less. */
export function leanClient(...[options]: ConstructorParameters<typeof PrismaClient>): PrismaClient {
  const client = new PrismaClient(options);
  const inner = client as unknown as Inner; // its types hide the engine
  const config = inner._engineConfig;
  config.compilerWasm.getQueryCompilerWasmModule = compileFile;
  const parameterizationSchema = sparse(config.parameterizationSchema);
  inner._engine = new inner._engine.constructor({ ...config, parameterizationSchema });
  return client;
}

/** Compiles the query compiler from its file. Prisma imports that as a module, whose text would stay in memory: 5 MB. */
async function compileFile(): Promise<WebAssembly.Module> {
  const [, base64 = ""] = readFileSync(require.resolve(compiler), "latin1").split('"');
  return WebAssembly.compile(Buffer.from(base64, "base64"));
}
