import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { findProgram } from "../../src/main/up/program.ts";
import { registryConfig } from "../../src/registry/config/file.ts";
import { answersWhile, freePort, type Started, start } from "./processes.ts";
import { until } from "./waiting.ts";

export interface RealRegistry extends Started {
  host: string;
  url: string;
  directory: string;
}

interface Wiring {
  portus: string; // its address
  ca: string; // PEM
  issuer: string;
  eventsSecret: string;
  port?: number;
  service?: string; // what it calls itself, where that should not be host:port
  eventsUrl?: string; // where that is not Portus's own address
  directory?: string;
  upstream?: string; // makes it a pull-through cache of the registry at this address
}

/** A registry that asks nobody who they are, as upstreams of public images do. It is stopped after the tests that started it. */
export async function startOpenRegistry(): Promise<RealRegistry> {
  const { command } = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
  const directory = mkdtempSync(join(tmpdir(), "portus-upstream-"));
  const port = await freePort();
  const file = join(directory, "config.yml");
  const storage = JSON.stringify(join(directory, "storage"));
  writeFileSync(
    file,
    `version: 0.1\nstorage: {filesystem: {rootdirectory: ${storage}}, delete: {enabled: true}}\nhttp: {addr: "127.0.0.1:${port}"}\n`,
  );
  const started = start([...command, "serve", file], { OTEL_TRACES_EXPORTER: "none" });
  const url = `http://127.0.0.1:${port}`;
  after(async () => {
    await started.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  await until(() => answersWhile(started, `${url}/v2/`, 200), "the upstream to answer");
  return { ...started, host: `localhost:${port}`, url, directory };
}

/** A real registry (REGISTRY_BIN, or the one of this machine) that trusts a Portus and tells it what happens. */
export async function startRegistry(wiring: Wiring): Promise<RealRegistry> {
  const { portus, ca, issuer, eventsSecret } = wiring;
  const { command, version } = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
  const directory = wiring.directory ?? mkdtempSync(join(tmpdir(), "portus-registry-"));
  const port = wiring.port ?? (await freePort());
  const host = `localhost:${port}`;
  const certificate = join(directory, "ca.crt");
  const file = join(directory, "config.yml");
  writeFileSync(certificate, ca);
  const proxy = wiring.upstream ? `proxy: {remoteurl: ${JSON.stringify(wiring.upstream)}}\n` : "";
  writeFileSync(
    file,
    registryConfig({
      version,
      listen: `127.0.0.1:${port}`,
      storage: join(directory, "storage"),
      realm: `${portus}/v2/token`,
      service: wiring.service ?? host,
      issuer,
      certificate,
      eventsUrl: wiring.eventsUrl ?? `${portus}/v2/webhooks/events`,
      eventsSecret,
      httpSecret: "the http secret of the tests",
    }) + proxy,
  );
  const started = start([...command, "serve", file], {
    OTEL_TRACES_EXPORTER: "none",
    REGISTRY_AUTH_FILE: undefined, // podman's word; the registry would take it for its own
  });
  const url = `http://127.0.0.1:${port}`;
  await until(
    () => answersWhile(started, `${url}/v2/`, 401),
    `the registry to answer; it said ${started.said()}`,
  );
  return { ...started, host, url, directory };
}
