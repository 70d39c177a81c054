import { writeFileSync } from "node:fs";
import { after } from "node:test";
import type { DoctorLab } from "./doctor-lab.ts";
import { freePort, run, type Started, start } from "./processes.ts";
import { until } from "./waiting.ts";

export const passHost = "proxy_set_header Host $http_host;";
export const passAddress = "proxy_set_header X-Forwarded-For $remote_addr;";

interface Place {
  tls?: string; // directives; without any it serves http
  port?: number;
}

/** Starts nginx with directives of its `server`. */
export type StartProxy = (directives: string, place?: Place) => Promise<string>;

/** Where a lab's nginx servers are started. Each ends with the tests, or when another takes its port. */
export function proxiesOf(lab: DoctorLab): StartProxy {
  const started = new Map<number, Started>();
  after(async () => {
    for (const program of started.values()) await program.stop("SIGKILL");
  });
  return async (directives, { tls = "", port } = {}) => {
    const at = port ?? (await freePort());
    await started.get(at)?.stop("SIGKILL");
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${lab.file(name)};`)
      .join(" ");
    const listen = `listen 127.0.0.1:${at}${tls ? " ssl" : ""}; ${tls}`;
    const main = `daemon off; master_process off; pid ${lab.file(`${at}.pid`)}; error_log stderr; events {}`;
    const file = lab.file(`${at}.conf`);
    const server = `server { ${listen} ${directives} }`;
    writeFileSync(file, `${main}\nhttp { access_log off; ${temp}\n${server} }\n`);
    const program = start(["nginx", "-e", "stderr", "-c", file]);
    started.set(at, program);
    const url = `${tls ? "https" : "http"}://localhost:${at}`;
    const answers = () => run(["curl", "-sk", "-o", "/dev/null", `${url}/healthz`]).status === 0;
    await until(answers, `nginx to serve; it said ${program.said()}`);
    return url;
  };
}
