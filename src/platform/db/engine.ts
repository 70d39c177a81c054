import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
} from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { openPool } from "./connections.ts";
import { datamodel, noFilters, prismaDirectory } from "./migrations.ts";

/** The SQL that a migrated database still needs to match schema.prisma; empty if it matches. */
export async function missingMigration(url: string): Promise<string> {
  const { stdout } = await withEngine(url, (engine) =>
    engine.diff({
      from: { tag: "schemaDatasource", configDir: prismaDirectory, ...datamodel() },
      to: { tag: "schemaDatamodel", ...datamodel() },
      script: true,
      exitCode: null,
      filters: noFilters,
    }),
  );
  return stdout?.includes("This is an empty migration") ? "" : (stdout ?? "").trim();
}

/** Runs `work` with Prisma's schema engine, which takes 0.2 s to load. `edit` changes each script before it runs. */
export async function withEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
  edit = (script: string) => script,
): Promise<T> {
  loading ??= loadEngine(); // once, because its parts share state
  const { SchemaEngine: Engine } = await loading;
  const pool = openPool(url, "portus-migrate", { max: 10, statementTimeoutMs: 0 });
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(pool, edit));
  const engine = await Engine.new({ datamodels: undefined }, () => {}, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end(); // the engine leaves it open
  }
}

let loading: ReturnType<typeof loadEngine> | undefined;

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;

function adapterFactory(pool: pg.Pool, edit: (script: string) => string): PrismaPg {
  const factory = new PrismaPg(pool);
  const { connect } = factory;
  factory.connect = async () => {
    const adapter = await connect.call(factory);
    readCatalogue(adapter);
    runWhole(adapter, edit);
    return adapter;
  };
  return factory;
}

/** Runs a script as one statement: Prisma's adapter splits it at every semicolon, even within a function. */
function runWhole(adapter: Adapter, edit: (script: string) => string): void {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(edit(script));
    } catch (error) {
      throw databaseError(error);
    }
  };
}

/** Maps columns of the type "char", which Postgres's catalogue has and the adapter does not know. */
function readCatalogue(adapter: Adapter): void {
  const { performIO, queryRaw } = adapter as unknown as Inner; // its types hide performIO
  adapter.queryRaw = async (query) => {
    const characters: number[] = [];
    const reader = Object.assign(Object.create(adapter), {
      performIO: async (inner: unknown) => {
        const result = await performIO.call(adapter, inner);
        for (const [index, field] of result.fields.entries()) {
          if (field.dataTypeID !== pg.types.builtins.CHAR) continue;
          field.dataTypeID = pg.types.builtins.TEXT;
          characters.push(index);
        }
        return result;
      },
    });
    const result = await queryRaw.call(reader, query);
    for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
}

interface Inner {
  performIO(query: unknown): Promise<pg.QueryArrayResult>;
  queryRaw: Adapter["queryRaw"];
}

function databaseError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code = "", severity = "ERROR", message, detail, column, hint } = error;
  return new DriverAdapterError({
    kind: "postgres",
    code,
    severity,
    message,
    detail,
    column,
    hint,
  });
}

/** Loads the engine's .wasm by hand, because Node can't import it as the package does. */
async function loadEngine() {
  const path = createRequire(import.meta.url).resolve(
    "@prisma/schema-engine-wasm/schema_engine_bg",
  );
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  // The package has no types for the functions that its .wasm imports and exports.
  const { __wbg_set_wasm: bind, ...imports } = bindings as unknown as Bindings;
  const wasm = readFileSync(join(dirname(path), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, {
    "./schema_engine_bg.js": { ...imports, ...unrefTimer(imports) },
  });
  bind(instance.exports);
  // As wasm-bindgen names the function that starts it.
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return bindings;
}

type Bindings = { __wbg_set_wasm(exports: unknown): void } & WebAssembly.ModuleImports;

/** The engine leaves a timer of 10 s. This unrefs it, so that the process can exit. */
function unrefTimer(imports: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  const name = Object.keys(imports).find((key) => key.startsWith("__wbg_setTimeout_"));
  const timer = (callback: () => void, ms: number) => setTimeout(callback, ms).unref();
  return name ? { [name]: timer } : {};
}
