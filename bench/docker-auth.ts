import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, startProgram } from "./load.ts";

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

/** Starts the docker_auth that DOCKER_AUTH_BIN names, with an EC key, for anonymous pulls. Returns its token address. */
export async function startDockerAuth(
  binary: string,
  { directory, logFile }: { directory: string; logFile: string },
): Promise<{ url: string; stop: () => Promise<void> }> {
  const [key, certificate] = [join(directory, "peer.key"), join(directory, "peer.crt")];
  const subject = ["-nodes", "-days", "2", "-subj", "/CN=docker_auth"];
  execFileSync(
    "openssl",
    ["req", "-x509", ...curve, ...subject, "-keyout", key, "-out", certificate],
    { stdio: "ignore" },
  );
  const port = await freePort();
  const config = join(directory, "peer.yml");
  writeFileSync(
    config,
    `server: {addr: "127.0.0.1:${port}"}
token: {issuer: localhost, expiration: 900, certificate: "${certificate}", key: "${key}"}
users: {"": {}}
acl: [{match: {account: ""}, actions: [pull]}]
`,
  );
  const url = `http://127.0.0.1:${port}/auth`;
  const command = [binary, "--alsologtostderr=false", "--logtostderr=true", config];
  return { url, stop: await startProgram(command, { url: `${url}?service=bench`, logFile }) };
}
