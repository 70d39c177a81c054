import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { testDatabaseUrl } from "./postgres.ts";
import {
  answersWhile,
  freePort,
  type Started,
  start as startProgram,
  typescript,
} from "./processes.ts";
import { until } from "./waiting.ts";

export const eventsSecret = "the events secret of two replicas";

export interface Replicas {
  proxy: { url: string };
  replicas: { url: string }[];
  running: Started[];
  /** Starts a replica and waits until it is ready. One of the same number must have ended. */
  start(number: number): Promise<void>;
  directory: string;
  dataDirectory: string;
}

/**
 * Two replicas of Portus on one database, behind nginx, which sends requests to them in turn. This process is connected to
 * the same database. All of it ends after the file's tests.
 */
export async function startReplicas(settings: Record<string, string>): Promise<Replicas> {
  const directory = mkdtempSync(join(tmpdir(), "portus-replicas-"));
  const dataDirectory = join(directory, "data");
  const databaseUrl = await testDatabaseUrl();
  const ports = [await freePort(), await freePort()];
  const front = await freePort();
  const proxy = { url: `http://localhost:${front}` };
  const env = {
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    PORTUS_DATA_DIR: dataDirectory,
    PORTUS_URL: proxy.url,
    PORTUS_TRUST_PROXY: "1",
    PORTUS_EVENTS_SECRET: eventsSecret,
    PORTUS_LOG_LEVEL: "warn",
    ...settings,
  };
  const command = [process.execPath, ...typescript, "src/main/server.ts"];
  const running = ports.map((port) => startProgram(command, { ...env, PORT: `${port}` }));
  const isReady = (number: number) => {
    const url = `http://127.0.0.1:${ports[number]}/readyz`;
    return until(() => answersWhile(running[number] as Started, url, 200), "a replica", 60_000);
  };
  await Promise.all(ports.map((_, number) => isReady(number)));
  connect(databaseUrl);
  const nginx = startProgram(["nginx", "-e", "stderr", "-c", nginxConfig(directory, front, ports)]);
  await until(() => answersWhile(nginx, `${proxy.url}/healthz`, 200), "nginx to serve");
  after(async () => {
    await nginx.stop();
    for (const replica of running) await replica.stop();
    await disconnect();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = async (number: number) => {
    running[number] = startProgram(command, { ...env, PORT: `${ports[number]}` });
    await isReady(number);
  };
  const replicas = ports.map((port) => ({ url: `http://127.0.0.1:${port}` }));
  return { proxy, replicas, running, start, directory, dataDirectory };
}

/** With max_fails=0, a replica that was away gets requests again at once: nginx would leave it out for ten seconds. */
function nginxConfig(directory: string, front: number, ports: readonly number[]): string {
  const file = join(directory, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (path) => `${path}_temp_path ${directory}/${path};`,
  );
  const upstreams = ports.map((port) => `server 127.0.0.1:${port} max_fails=0;`);
  writeFileSync(
    file,
    `daemon off; pid ${directory}/nginx.pid; error_log stderr; events {}
    http {
      access_log off; ${temporary.join(" ")}
      upstream portus { ${upstreams.join(" ")} }
      server {
        listen 127.0.0.1:${front};
        location / {
          proxy_pass http://portus;
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $remote_addr;
          add_header X-Replica $upstream_addr always;
        }
      }
    }`,
  );
  return file;
}
