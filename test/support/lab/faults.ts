import { readdirSync } from "node:fs";
import { must, run, start, typescript } from "../processes.ts";
import { until } from "../waiting.ts";
import { env, lab, on, registry, service, tryOn } from "./nodes.ts";

// Failures of the lab's nodes and network.

const address = "192.168.1.3";
const aside = "192.168.1.13";

/** Kills every process of the portus node, including Postgres. */
export function powerOff(): void {
  const pids = must(["ip", "netns", "pids", `${env.LAB_NAME}-portus`]).trim();
  run(["kill", "-KILL", ...pids.split("\n")]); // some may end meanwhile
}

/** Delays what Portus sends, by the kernel, or else by a relay with Portus's address. */
export async function slowDown(ms: number): Promise<{ end(): Promise<void> }> {
  if (run(["bin/lab", "slow", "portus", `${ms}`], env).status === 0)
    return { end: async () => void lab("slow", "portus", "0") };

  move("portus", "eth0", address, aside);
  ip("switch", "addr", "add", `${address}/24`, "dev", "switch");
  forget();
  const inside = ["ip", "netns", "exec", `${env.LAB_NAME}-switch`];
  const script = ["node", ...typescript, "test/support/lab/relay.ts", address, aside, `${ms}`];
  const relay = start([...inside, ...script]);
  await until(() => relay.said().includes("listening"), `the relay to listen: ${relay.said()}`);
  return {
    end: async () => {
      await relay.stop();
      ip("switch", "addr", "del", `${address}/24`, "dev", "switch");
      move("portus", "eth0", aside, address);
      forget();
    },
  };
}

const ip = (node: string, ...words: string[]) =>
  must(["ip", "-n", `${env.LAB_NAME}-${node}`, ...words]);

function move(node: string, device: string, from: string, to: string): void {
  ip(node, "addr", "del", `${from}/24`, "dev", device);
  ip(node, "addr", "add", `${to}/24`, "dev", device);
}

/** Clears the nodes' ARP caches, which would keep the old machine of an address for half a minute. */
function forget(): void {
  for (const node of ["registry", "client", "portus"]) ip(node, "neigh", "flush", "dev", "eth0");
}

/**
 * The command prefix that runs a program with another clock. Go programs get the time from the kernel, which no library
 * can intercept; an emulator gets it from a library.
 */
export function byClock(off: string): string[] {
  const machine = must(["uname", "-m"]).trim();
  const emulator = must(["sh", "-c", `command -v qemu-${machine}`]).trim();
  return [...byFakeTime(off), emulator, "-U", "LD_PRELOAD"];
}

/** The same for programs that get the time from the C library, such as Node. */
export function byFakeTime(off: string): string[] {
  const library = readdirSync("/usr/lib")
    .map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`)
    .find((path) => run(["test", "-e", path]).status === 0);
  const settings = [`LD_PRELOAD=${library}`, `FAKETIME=${off}`, "FAKETIME_DONT_FAKE_MONOTONIC=1"];
  return ["/usr/bin/env", ...settings];
}

/** Restarts the registry with a clock that is off by this much, or with the right one. */
export async function registryClock(off: string | null): Promise<void> {
  const unit = "/etc/systemd/system/registry.service";
  const clock = off ? `${byClock(off).join(" ")} ` : "";
  on("registry", [
    "sed",
    "-i",
    `s|^ExecStart=.*\\( [^ ]*registry serve\\)|ExecStart=\\1|; s|^ExecStart= *|ExecStart=${clock}|`,
    unit,
  ]);
  // SIGKILL, since a regular stop waits five seconds for open connections.
  on("registry", ["sh", "-c", "kill -s KILL -- -$(cat /run/provisioned/registry.pid)"]);
  await until(
    () => tryOn("registry", ["/vagrant/provision/service.sh", "running", "registry"]).status !== 0,
    "the registry to end",
  );
  service("registry", "start", "registry");
  const date = () => {
    const answer = tryOn("client", ["curl", "--silent", "--head", `http://${registry}/v2/`]).output;
    return Date.parse(/^date: (.*)$/im.exec(answer)?.[1] ?? "");
  };
  await until(() => Number.isFinite(date()), "the registry to be back");
}
