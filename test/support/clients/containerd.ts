import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { answersSoon, start } from "../processes.ts";

/** Starts containerd, which needs root. `address` is its socket. */
export async function startContainerd(programs: {
  containerd: string;
  ctr: string;
}): Promise<{ address: string } | { why: string }> {
  if (process.getuid?.() !== 0) return { why: "containerd wants root" };
  const directory = mkdtempSync(join(tmpdir(), "portus-containerd-"));
  const address = join(directory, "containerd.sock");
  const config = join(directory, "config.toml");
  const lines = [
    "version = 2",
    `root = "${join(directory, "root")}"`,
    `state = "${join(directory, "state")}"`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    `[grpc]\n  address = "${address}"`,
    "", // the default: a socket beside the other
  ];
  writeFileSync(config, lines.join("\n"));
  const daemon = start([programs.containerd, "--config", config]);
  const why = await answersSoon(daemon, [programs.ctr, "--address", address, "version"]);
  after(async () => {
    await daemon.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return why ? { why: `containerd can't start on this machine: ${why}` } : { address };
}
