import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { start, until } from "./processes.ts";

/** An engine of our own, beside any that runs here. An engine wants privileges that some machines withhold. */
export async function startEngine(): Promise<{ host: string } | { why: string }> {
  if (process.getuid?.() !== 0) return { why: "a docker engine wants root" };
  const directory = mkdtempSync(join(tmpdir(), "portus-docker-"));
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
