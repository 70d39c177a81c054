import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { newPerson, password } from "../support/clients.ts";
import { imageLayout } from "../support/oci.ts";
import { must, run, start, until } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";

const directory = mkdtempSync(join(tmpdir(), "portus-docker-"));
const engine = await startEngine(); // first, so that it is stopped first
const stack = await startStack();
const ada = await newPerson(stack, "ada");
const eve = await newPerson(stack, "eve");

/** An engine of our own, beside any that runs here. An engine wants privileges that some machines withhold. */
async function startEngine(): Promise<{ host: string } | { why: string }> {
  if (process.getuid?.() !== 0) return { why: "a docker engine wants root" };
  const host = `unix://${join(directory, "docker.sock")}`;
  const at = (name: string) => join(directory, name);
  const places = ["--data-root", at("docker"), "--exec-root", at("exec"), "--pidfile", at("pid")];
  const network = ["--bridge=none", "--iptables=false", "--ip6tables=false"];
  const command = ["dockerd", "--host", host, ...places, ...network, "--storage-driver=vfs"];
  const daemon = start(command);
  const failed = daemon.ended.catch((error: Error) => error.message);
  const info = () => spawnSync("docker", ["--host", host, "info"]).status === 0;
  try {
    await until(
      () => {
        if (daemon.child.exitCode !== null) throw new Error("it ended");
        return info();
      },
      "dockerd",
      20_000,
    );
  } catch {
    daemon.child.kill("SIGKILL");
    const ending = await failed;
    const last = daemon.said().trim().split("\n").at(-1) ?? "";
    return { why: `dockerd can't start on this machine (${ending}): ${last}` };
  }
  after(async () => {
    await daemon.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return { host };
}

const skip = "why" in engine ? engine.why : false;

test("the docker engine logs in, pushes, pulls, and is refused what is not its user's", {
  skip,
}, () => {
  const docker = ["docker", "--host", "host" in engine ? engine.host : ""];
  const { host } = stack.registry;
  const image = imageLayout(join(stack.directory, "layout"), "docker");
  const archive = `docker-archive:${stack.directory}/image.tar:${host}/ada/app:d1`;
  must(["skopeo", "--insecure-policy", "copy", `oci:${image.directory}`, archive]);

  must([...docker, "load", "--input", `${stack.directory}/image.tar`]);
  const login = (name: string) => ["login", "--username", name, "--password-stdin", host];
  assert.match(must([...docker, ...login("ada")], ada.env, password), /Login Succeeded/);
  must([...docker, "push", `${host}/ada/app:d1`], ada.env);
  must([...docker, "image", "rm", `${host}/ada/app:d1`], ada.env);
  must([...docker, "pull", `${host}/ada/app:d1`], ada.env);

  must([...docker, ...login("eve")], eve.env, password);
  const refused = run([...docker, "pull", `${host}/ada/app:d1`], eve.env);
  assert.equal(refused.status, 1);
  assert.match(refused.output, /denied/);
  const wrong = run([...docker, ...login("ada")], eve.env, "not the password");
  assert.equal(wrong.status, 1);
  assert.match(wrong.output, /unauthorized|incorrect/i);
});
