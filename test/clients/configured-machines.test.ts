import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startContainerd } from "../support/clients/containerd.ts";
import { startEngine } from "../support/clients/docker-engine.ts";
import { password } from "../support/clients/people.ts";
import { findNewProgram } from "../support/clients/programs.ts";
import { startClientSetup } from "../support/clients/setup.ts";
import { madeFile } from "../support/made-file.ts";
import { must, run } from "../support/processes.ts";

// Engines that run with what `bin/portus config` prints.

const { stack, host } = await startClientSetup();
const made = (...words: string[]) => madeFile(words, stack.env);

test("a docker engine starts with the made daemon.json, and reaches the registry without TLS", async (t) => {
  const config = join(stack.directory, "daemon.json");
  writeFileSync(config, made("docker-daemon", "--scheme", "http"));
  const engine = await startEngine({ config });
  if ("why" in engine) return t.skip(engine.why);

  const format = "{{json .RegistryConfig.IndexConfigs}}";
  const indexes = must(["docker", "--host", engine.host, "info", "--format", format]);

  assert.equal(JSON.parse(indexes)[host].Secure, false);
});

test("containerd fetches with the made hosts.toml", async (t) => {
  const [containerd, ctr] = [findNewProgram("containerd"), findNewProgram("ctr")];
  if (!containerd || !ctr) return t.skip("containerd and ctr are not on this machine");
  const daemon = await startContainerd({ containerd, ctr });
  if ("why" in daemon) return t.skip(daemon.why);
  const hosts = join(stack.directory, "certs.d");
  mkdirSync(join(hosts, host), { recursive: true });
  const fetchWith = (scheme: string) => {
    writeFileSync(join(hosts, host, "hosts.toml"), made("hosts.toml", "--scheme", scheme));
    const words = ["--hosts-dir", hosts, "--user", `ben:${password}`, `${host}/ben/base:1`];
    return run([ctr, "--address", daemon.address, "content", "fetch", ...words]);
  };

  assert.notEqual(fetchWith("https").status, 0); // this registry has no TLS
  const { status, output } = fetchWith("http");

  assert.equal(status, 0, output);
});
