import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { madeFile } from "./made-file.ts";
import { testDatabaseUrl } from "./postgres.ts";
import { answersWhile, freePort, must, type Started, start, typescript } from "./processes.ts";
import { type RealRegistry, startRegistry } from "./registry.ts";
import { until } from "./waiting.ts";

export type Proxy = "nginx" | "caddy" | "haproxy";

/** Portus and a real registry at one host name, behind a proxy of deploy/, with plain HTTP. */
export interface ProxiedStack {
  host: string; // the registry's host name for clients
  portus: Started;
  registry: RealRegistry;
  directory: string;
  env: Record<string, string>;
}

const eventsSecret = "the events secret behind a proxy";

/** Starts Portus, a registry and their proxy, and stops them after the file's tests. `eventsUrl`: where the registry sends events, by default Portus. */
export async function startProxiedStack(
  proxy: Proxy,
  given: { eventsUrl?: string } = {},
): Promise<ProxiedStack> {
  const directory = mkdtempSync(join(tmpdir(), `portus-${proxy}-`));
  const databaseUrl = await testDatabaseUrl();
  const [port, front, registryPort] = [await freePort(), await freePort(), await freePort()];
  const host = `localhost:${front}`;
  const env = {
    PORT: `${port}`,
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    PORTUS_DATA_DIR: join(directory, "data"),
    PORTUS_URL: `http://${host}`,
    PORTUS_REGISTRY_HOST: host,
    PORTUS_REGISTRY_URL: `http://127.0.0.1:${registryPort}`,
    PORTUS_EVENTS_SECRET: eventsSecret,
    PORTUS_TRUST_PROXY: "1",
    PORTUS_LOG_LEVEL: "info",
  };
  const portus = start([process.execPath, ...typescript, "src/main/server.ts"], env);
  await until(
    () => answersWhile(portus, `http://127.0.0.1:${port}/readyz`, 200),
    "Portus to be ready",
    60_000,
  );
  connect(databaseUrl);
  const registry = await startRegistry({
    portus: env.PORTUS_URL,
    eventsUrl: `http://127.0.0.1:${port}/v2/webhooks/events`,
    ca: readFileSync(join(env.PORTUS_DATA_DIR, "ca.crt"), "utf8"),
    issuer: "localhost",
    eventsSecret,
    port: registryPort,
    service: host,
    ...given,
  });
  const program = startProxy(proxy, { directory, front, env });
  await until(() => answersWhile(program, `http://${host}/healthz`, 200), `${proxy} to serve`);
  after(async () => {
    await program.stop();
    await registry.stop();
    await portus.stop();
    await disconnect();
  });
  return { host, portus, registry, directory, env };
}

interface Behind {
  directory: string;
  front: number;
  env: Record<string, string>;
}

/** Starts a proxy with the file that `bin/portus config` makes for the instance, listening only on this machine. */
function startProxy(proxy: Proxy, behind: Behind): Started {
  const starts = { nginx: startNginx, caddy: startCaddy, haproxy: startHaproxy };
  return starts[proxy](behind, madeFile([proxy], behind.env));
}

function startNginx({ directory, front }: Behind, site: string): Started {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (path) => `${path}_temp_path ${directory}/${path};`,
  );
  const file = join(directory, "nginx.conf");
  const main = `daemon off; pid ${directory}/nginx.pid; error_log stderr; events {}\n`;
  const local = site.replace(`listen ${front};`, `listen 127.0.0.1:${front};`);
  writeFileSync(file, `${main}http { access_log off; ${paths.join(" ")}\n${local}\n}`);
  must(["nginx", "-e", "stderr", "-t", "-c", file]);
  return start(["nginx", "-e", "stderr", "-c", file]);
}

function startCaddy({ directory }: Behind, site: string): Started {
  const file = join(directory, "Caddyfile");
  writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${site}`);
  const env = { HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory };
  must(["caddy", "validate", "--adapter", "caddyfile", "--config", file], env);
  return start(["caddy", "run", "--adapter", "caddyfile", "--config", file], env);
}

function startHaproxy({ directory }: Behind, site: string): Started {
  const file = join(directory, "haproxy.cfg");
  writeFileSync(file, site.replace("bind :", "bind 127.0.0.1:"));
  must(["haproxy", "-c", "-f", file]);
  return start(["haproxy", "-db", "-f", file]);
}
