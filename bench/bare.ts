import cluster from "node:cluster";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer } from "node:http";

// A minimal token server: it reads the query, signs and answers, without accounts, permissions, log and database.
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = { key: privateKey, dsaEncoding: "ieee-p1363" as const };
const base64url = (text: string) => Buffer.from(text).toString("base64url");

const processes = Number(process.env.BENCH_PROCESSES ?? 1);
const certificateSize = Number(process.env.BENCH_CERTIFICATE_SIZE);
const x5c = [Buffer.alloc(certificateSize, 1).toString("base64")];
const header = base64url(JSON.stringify({ alg: "ES256", typ: "JWT", x5c }));

if (cluster.isPrimary && processes > 1) {
  for (let n = 0; n < processes; n++) cluster.fork();
  process.once("SIGTERM", () => process.exit(0)); // the others end with it
} else listen();

function listen(): void {
  createServer((req, res) => {
    const query = new URLSearchParams((req.url ?? "").split("?")[1]);
    const [type = "", name = "", actions = ""] = (query.get("scope") ?? "").split(":");
    const iat = Math.floor(Date.now() / 1000);
    const claims = {
      iss: "localhost",
      sub: "",
      aud: query.get("service"),
      iat,
      nbf: iat - 10,
      exp: iat + 900,
      jti: randomBytes(18).toString("base64url"),
      access: [{ type, name, actions: actions.split(",") }],
    };
    const input = `${header}.${base64url(JSON.stringify(claims))}`;
    const token = `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
    const body = JSON.stringify({ token, access_token: token, expires_in: 900 });
    res.setHeader("Content-Type", "application/json");
    res.end(body);
  }).listen(Number(process.env.PORT), "127.0.0.1");
}
