import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { must, root, run, start } from "../processes.ts";

export interface Image {
  root: string; // the mounted file system
  user: string;
  env: Record<string, string>;
  entrypoint: string[];
  command: string[];
  healthcheck: string[];
  remove(): void;
}

const programs =
  "sh bash cp mkdir rm cat ls find sort chmod chown ldd node env sed grep dirname basename tr readlink";

/** A script that copies this machine's node, npm and a few programs with their libraries: what the Dockerfile needs to build. */
const base = `
set -e
ldd node_modules/@node-rs/*/*.node | grep -oE '/[^ ]+\\.so[^ ]*' >$1.native
for program in ${programs}; do
  file=$(command -v $program)
  mkdir -p $1/usr/bin && cp -L $file $1/usr/bin/
  ldd $file 2>/dev/null | grep -oE '/[^ ]+\\.so[^ ]*' || true
done | cat - $1.native | sort -u | while read -r library; do mkdir -p $1$(dirname $library) && cp -L $library $1$library; done
ln -s usr/bin $1/bin
mkdir -p $1/usr/lib/node_modules $1/tmp $1/root
cp -rL $(dirname $(dirname $(readlink -f $(command -v npm)))) $1/usr/lib/node_modules/
ln -s ../lib/node_modules/npm/bin/npm-cli.js $1/usr/bin/npm
certificates=/etc/ssl/certs/ca-certificates.crt
if [ -e $certificates ]; then cp --parents -L $certificates $1; fi
`;

/** Builds the Dockerfile with its storage in `folder`, and mounts the image. */
export async function buildImage(folder: string): Promise<Image> {
  const storage = ["--root", join(folder, "storage"), "--runroot", join(folder, "run")];
  const buildah = (...words: string[]) =>
    must(["buildah", ...storage, "--storage-driver", "vfs", ...words]).trim();
  const script = join(folder, "base.sh");
  writeFileSync(script, base);
  must(["sh", script, join(folder, "base")]);
  const from = buildah("from", "scratch");
  buildah("copy", "--quiet", from, join(folder, "base"), "/");
  buildah(
    "config",
    "--env",
    "PATH=/usr/bin",
    "--env",
    `NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt`,
    from,
  );
  buildah("commit", "--quiet", from, "portus-base");

  const cache = `${join(homedir(), ".npm")}:/root/.npm`;
  const how = [
    "--isolation",
    "chroot",
    "--network",
    "host",
    "--format",
    "docker",
    "--volume",
    cache,
  ];
  const what = ["--build-arg", "BASE=localhost/portus-base", "--tag", "portus", root];
  const build = start(["buildah", ...storage, "--storage-driver", "vfs", "build", ...how, ...what]);
  if ((await build.ended) !== 0) throw new Error(`The Dockerfile can't be built:\n${build.said()}`);
  const container = buildah("from", "localhost/portus");
  const { config } = JSON.parse(buildah("inspect", "--type", "image", "portus")).Docker;
  return {
    root: buildah("mount", container),
    user: config.User,
    env: Object.fromEntries((config.Env as string[]).map((line) => line.split(/=(.*)/s))),
    entrypoint: config.Entrypoint,
    command: config.Cmd,
    healthcheck: config.Healthcheck.Test,
    remove: () => void run(["buildah", ...storage, "--storage-driver", "vfs", "rm", "--all"]),
  };
}
