import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { answersSoon, start } from "../processes.ts";

/** Starts BuildKit. Its worker needs runc and root, and uses the network of this machine. */
export async function startBuildDaemon(
  programs: { buildkitd: string; buildctl: string },
  registry: string,
): Promise<{ address: string } | { why: string }> {
  if (process.getuid?.() !== 0) return { why: "buildkitd needs root" };
  const directory = mkdtempSync(join(tmpdir(), "portus-buildkit-"));
  const address = `unix://${join(directory, "buildkitd.sock")}`;
  const config = join(directory, "buildkitd.toml");
  writeFileSync(
    config,
    `root = "${join(directory, "root")}"
[worker.oci]
  enabled = true
  snapshotter = "native"
[worker.containerd]
  enabled = false
[registry."${registry}"]
  http = true
`,
  );
  const daemon = start([programs.buildkitd, "--config", config, "--addr", address]);
  const why = await answersSoon(daemon, [programs.buildctl, "--addr", address, "debug", "workers"]);
  after(async () => {
    await daemon.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return why ? { why: `buildkitd can't start on this machine: ${why}` } : { address };
}
