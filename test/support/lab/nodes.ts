import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, root, run, start } from "../processes.ts";
import { until } from "../waiting.ts";

export const password = "correct horse battery";
export const registry = "registry.test.lan:5000";
export const portus = "http://portus.test.lan:5000";

export type Node = "registry" | "portus" | "client";

const folder = mkdtempSync(join(tmpdir(), "portus-lab-"));
export const checkout = join(folder, "checkout");
export const env = {
  LAB_DIR: join(folder, "nodes"),
  LAB_NAME: `test${process.pid}`,
  LAB_CHECKOUT: checkout,
};

/** Starts the three nodes with their own checkout, which tests may edit, and creates the admin alice. */
export function labUp(): void {
  if (run(["unshare", "--net", "--mount", "true"]).status !== 0)
    throw new Error(
      "THE THREE MACHINES ARE NOT TESTED HERE: this machine lets nobody make network namespaces and mounts. " +
        "Run bin/test machines as root, where a container needs CAP_NET_ADMIN and CAP_SYS_ADMIN.",
    );
  must(["sh", "-c", ". bin/checkout.sh && need_node && alone sources"]); // before the nodes start: they can't reach the package registry
  const left = /\/(node_modules|data|dist|\.git|\.vagrant)$/;
  cpSync(root, checkout, { recursive: true, filter: (path) => !left.test(path) });
  chmodSync(checkout, 0o755); // other users of the nodes read it, wherever this checkout is
  // Hard links where possible: services have a /tmp of their own, which hides what a symbolic link points to there.
  const [modules, linked] = [
    realpathSync(join(root, "node_modules")),
    join(checkout, "node_modules"),
  ];
  if (run(["cp", "-al", modules, linked]).status !== 0) {
    rmSync(linked, { recursive: true, force: true });
    symlinkSync(modules, linked);
  }
  lab("up");
  on("portus", ["portus", "user", "create", "--admin", "--password-stdin", "alice"], password);
}

export function labDown(): void {
  lab("down");
  rmSync(folder, { recursive: true, force: true });
}

export function lab(...words: string[]): string {
  return must(["bin/lab", ...words], env);
}

/** Runs a command on a node. Throws if it fails. */
export function on(node: Node, command: string[], input?: string): string {
  return must(["bin/lab", "exec", node, ...command], env, input);
}

export function tryOn(node: Node, command: string[], input?: string) {
  return run(["bin/lab", "exec", node, ...command], env, input);
}

export function startOn(node: Node, command: string[]) {
  return start(["bin/lab", "exec", node, ...command], env);
}

export function service(node: Node, verb: "start" | "stop" | "restart", name: string): void {
  on(node, ["/vagrant/provision/service.sh", verb, name]);
}

export function portusIsReady(): Promise<void> {
  const ready = ["curl", "--silent", "--fail", `${portus}/readyz`];
  return until(() => tryOn("client", ready).status === 0, "Portus to be ready", 90_000);
}

const alice = ["--user", `alice:${password}`];

/** A registry token for these scopes. */
export function tokenFor(...scopes: string[]): string {
  const asked = `${portus}/v2/token?service=${registry}${scopes.map((it) => `&scope=${it}`).join("")}`;
  return JSON.parse(on("client", ["curl", "--silent", "--fail", ...alice, asked])).token;
}

/** The tags in the registry, as repository:tag. */
export function tagsInRegistry(): string[] {
  const read = (path: string, token: string) => {
    const bearer = ["--header", `Authorization: Bearer ${token}`];
    return JSON.parse(
      on("client", ["curl", "--silent", "--fail", ...bearer, `http://${registry}${path}`]),
    );
  };
  const { repositories } = read("/v2/_catalog", tokenFor("registry:catalog:*"));
  return (repositories as string[])
    .flatMap((name) => {
      const { tags } = read(`/v2/${name}/tags/list`, tokenFor(`repository:${name}:pull`));
      return (tags as string[]).map((tag) => `${name}:${tag}`);
    })
    .sort();
}

/** The tags in Portus's catalogue, as repository:tag. */
export function tagsInPortus(): string[] {
  const read = (path: string) => {
    const url = `${portus}/api/v1${path}`;
    return JSON.parse(on("client", ["curl", "--silent", "--fail", ...alice, url]));
  };
  type Repository = { id: number; full_name: string };
  return (read("/repositories?per_page=100") as Repository[])
    .flatMap(({ id, full_name }) =>
      (read(`/repositories/${id}/tags?per_page=100`) as { name: string }[]).map(
        ({ name }) => `${full_name}:${name}`,
      ),
    )
    .sort();
}
