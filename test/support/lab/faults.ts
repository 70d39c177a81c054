import { readdirSync } from "node:fs";
import { must, run, start, typescript } from "../processes.ts";
import { until } from "../waiting.ts";
import { env, lab, on, registry, service, tryOn } from "./nodes.ts";

// What goes wrong between the nodes of the lab.

const address = "192.168.1.3";
const aside = "192.168.1.13";

/** All that runs on the portus node, its Postgres too, ends at once. */
export function powerOff(): void {
  const pids = must(["ip", "netns", "pids", `${env.LAB_NAME}-portus`]).trim();
  run(["kill", "-KILL", ...pids.split("\n")]); // some end by themselves meanwhile
}

/** Delays what Portus sends: by the kernel, or where it can't, by a relay that takes over Portus's address. */
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

/** The others remember for half a minute which machine has an address. */
function forget(): void {
  for (const node of ["registry", "client", "portus"]) ip(node, "neigh", "flush", "dev", "eth0");
}

/**
 * What runs a program by another clock. Programs in Go ask the kernel for the time and no library in between could lie to
 * them; under an emulator, their kernel is a program that does ask its library.
 */
export function byClock(off: string): string[] {
  const library = readdirSync("/usr/lib")
    .map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`)
    .find((path) => run(["test", "-e", path]).status === 0);
  const machine = must(["uname", "-m"]).trim();
  const emulator = must(["sh", "-c", `command -v qemu-${machine}`]).trim();
  const settings = [`LD_PRELOAD=${library}`, `FAKETIME=${off}`, "FAKETIME_DONT_FAKE_MONOTONIC=1"];
  return ["/usr/bin/env", ...settings, emulator, "-U", "LD_PRELOAD"];
}

/** Runs the registry by a clock that is so far off, or by the right one. */
export async function registryClock(off: string | null): Promise<void> {
  const unit = "/etc/systemd/system/registry.service";
  const clock = off ? `${byClock(off).join(" ")} ` : "";
  on("registry", [
    "sed",
    "-i",
    `s|^ExecStart=.*\\( [^ ]*registry serve\\)|ExecStart=\\1|; s|^ExecStart= *|ExecStart=${clock}|`,
    unit,
  ]);
  // At once: asked to end, it waits five seconds for connections that clients keep.
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
