import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { answersSoon, start } from "../processes.ts";

interface Given {
  dockerd?: string;
  /** The socket of a containerd that stores the images instead of the engine. */
  containerd?: string;
  /** Its daemon.json. */
  config?: string;
}

/** Starts a docker engine besides any that runs already. `why` if this machine lacks the privileges. */
export async function startEngine(given: Given = {}): Promise<{ host: string } | { why: string }> {
  if (process.getuid?.() !== 0) return { why: "a docker engine wants root" };
  const directory = mkdtempSync(join(tmpdir(), "portus-docker-"));
  const host = `unix://${join(directory, "docker.sock")}`;
  const at = (name: string) => join(directory, name);
  const places = ["--data-root", at("docker"), "--exec-root", at("exec"), "--pidfile", at("pid")];
  const network = ["--bridge=none", "--iptables=false", "--ip6tables=false"];
  const { dockerd = "dockerd", containerd, config } = given;
  const images = containerd
    ? ["--containerd", containerd, "--feature", "containerd-snapshotter=true"]
    : [];
  const storage = `--storage-driver=${containerd ? "native" : "vfs"}`;
  const file = config ? ["--config-file", config] : [];
  const words = ["--host", host, ...file, ...places, ...network, ...images, storage];
  const daemon = start([dockerd, ...words]);
  const why = await answersSoon(daemon, ["docker", "--host", host, "info"]);
  if (why) return { why: `dockerd can't start on this machine (${why})` };
  after(async () => {
    await daemon.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return { host };
}
