import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { haproxyConfig } from "../../src/registry/proxy/haproxy.ts";
import { testDatabaseUrl } from "./postgres.ts";
import { answersWhile, freePort, root, type Started, start, typescript } from "./processes.ts";
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
  const program = startProxy(proxy, {
    directory,
    front,
    portus: `127.0.0.1:${port}`,
    registry: registry.host,
  });
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
  portus: string;
  registry: string;
}

function startProxy(proxy: Proxy, behind: Behind): Started {
  const starts = { nginx: startNginx, caddy: startCaddy, haproxy: startHaproxy };
  return starts[proxy](behind);
}

const read = (path: string) => readFileSync(join(root, path), "utf8");

function startNginx({ directory, front, portus, registry }: Behind): Started {
  const site = read("deploy/nginx.conf")
    .replace("server portus:3000", `server ${portus}`)
    .replace("server registry:5000", `server ${registry}`)
    .replace("listen 443 ssl", `listen 127.0.0.1:${front}`)
    .replace("portus.example.org", "localhost")
    .replace(/^\s*ssl_.*$/gm, "");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (path) => `${path}_temp_path ${directory}/${path};`,
  );
  const file = join(directory, "nginx.conf");
  const main = `daemon off; pid ${directory}/nginx.pid; error_log stderr; events {}\n`;
  writeFileSync(file, `${main}http { access_log off; ${paths.join(" ")}\n${site}\n}`);
  return start(["nginx", "-e", "stderr", "-c", file]);
}

function startCaddy({ directory, front, portus, registry }: Behind): Started {
  const file = join(directory, "Caddyfile");
  writeFileSync(file, `{\n\tadmin off\n\tauto_https off\n}\n${read("deploy/Caddyfile")}`);
  return start(["caddy", "run", "--adapter", "caddyfile", "--config", file], {
    HOME: directory,
    XDG_DATA_HOME: directory,
    XDG_CONFIG_HOME: directory,
    PORTUS_HOST: `http://localhost:${front}`,
    PORTUS_UPSTREAM: portus,
    REGISTRY_UPSTREAM: registry,
  });
}

/** Uses the output of registry-config, since deploy/ has no file for HAProxy. */
function startHaproxy({ directory, front, portus, registry }: Behind): Started {
  const site = { host: "localhost", port: front, https: false, registryHttps: false, pages: true };
  const file = join(directory, "haproxy.cfg");
  const text = haproxyConfig({ ...site, portus, registry });
  writeFileSync(file, text.replace("bind :", "bind 127.0.0.1:"));
  return start(["haproxy", "-db", "-f", file]);
}
