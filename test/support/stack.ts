import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { testDatabaseUrl } from "./postgres.ts";
import { answersWhile, freePort, type Started, start, typescript } from "./processes.ts";
import { type RealRegistry, startRegistry } from "./registry.ts";
import { until } from "./waiting.ts";

export interface Stack {
  portus: Started & { url: string };
  registry: RealRegistry;
  directory: string;
  databaseUrl: string;
  env: Record<string, string>;
  ca: string;
}

interface Given {
  service?: string;
  upstream?: string;
  eventsUrl?: string;
  /** Settings of Portus besides those of the stack. */
  settings?: Record<string, string>;
  /** Starts what stands between the registry's clients and Portus, and returns its address. */
  relay?: (portus: string) => Promise<string>;
}

const eventsSecret = "the events secret of the real registry";

/**
 * Portus as a process of its own, on a database of this file, and a real registry wired to it; this process is
 * connected to the same database. All of it ends after the file's tests.
 */
export async function startStack(given: Given = {}): Promise<Stack> {
  const directory = mkdtempSync(join(tmpdir(), "portus-stack-"));
  const databaseUrl = await testDatabaseUrl();
  const [port, registryPort] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const env = {
    PORT: `${port}`,
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    PORTUS_DATA_DIR: join(directory, "data"),
    PORTUS_URL: url,
    PORTUS_REGISTRY_HOST: `localhost:${registryPort}`,
    PORTUS_REGISTRY_URL: `http://127.0.0.1:${registryPort}`,
    PORTUS_EVENTS_SECRET: eventsSecret,
    PORTUS_LOG_LEVEL: "info",
    ...given.settings,
  };
  const portus = await startPortus(env, url);
  connect(databaseUrl);

  const ca = readFileSync(join(env.PORTUS_DATA_DIR, "ca.crt"), "utf8");
  const { relay, settings: _, ...rest } = given;
  const portusUrl = (await relay?.(url)) ?? url;
  const wiring = { portus: portusUrl, ca, issuer: "localhost", eventsSecret, port: registryPort };
  const registry = await startRegistry({ ...wiring, ...rest });
  after(async () => {
    await registry.stop();
    await portus.stop();
    await disconnect();
    rmSync(directory, { recursive: true, force: true });
    rmSync(registry.directory, { recursive: true, force: true });
  });
  return { portus: { ...portus, url }, registry, directory, databaseUrl, env, ca };
}

async function startPortus(env: Record<string, string>, url: string): Promise<Started> {
  const portus = start([process.execPath, ...typescript, "src/main/server.ts"], env);
  await until(() => answersWhile(portus, `${url}/readyz`, 200), "Portus to be ready", 60_000);
  return portus;
}

/** A config directory of one client, which finds no login of anybody else in it. */
export function clientHome(stack: Stack, name: string): Record<string, string> {
  const home = mkdtempSync(join(stack.directory, `${name}-`));
  return {
    HOME: home,
    XDG_RUNTIME_DIR: home,
    REGISTRY_AUTH_FILE: join(home, "auth.json"),
    DOCKER_CONFIG: home,
  };
}
