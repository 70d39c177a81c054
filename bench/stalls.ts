import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answersWhile, freePort, start } from "../test/support/processes.ts";
import { until } from "../test/support/waiting.ts";

const goalMs = 50;

/** The longest stall of the event loop while Portus reads and shows hostile images, and answers long requests. */
export async function stalls(): Promise<void> {
  process.env.PORTUS_LOG_LEVEL = "fatal";
  const directory = mkdtempSync(join(tmpdir(), "portus-bench-"));
  const { startEmbedded } = await import("../src/platform/db/embedded.ts");
  const { connect, disconnect } = await import("../src/platform/db/client.ts");
  const postgres = await startEmbedded(join(directory, "postgres"));
  const registry = await startRegistry(directory);
  try {
    await (await import("../src/platform/db/migrate.ts")).migrate(postgres.url);
    connect(postgres.url);
    const { createApp } = await import("../src/main/app.ts");
    const server = createServer(createApp());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // of a server that listens on TCP
    await measure({ url: `http://127.0.0.1:${port}` }, registry);
    server.closeAllConnections();
    server.close();
  } finally {
    await registry.stop();
    await disconnect();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(app: { url: string }, registry: { url: string }): Promise<void> {
  const { hostileCases } = await import("../test/matrix/hostile-images.ts");
  const { longestStall } = await import("../test/matrix/stalls.ts");
  console.log(`${"".padEnd(52)}     delay      busy   goal ${goalMs} ms`);
  const { hostilePages } = await import("../test/matrix/hostile-pages.ts");
  const cases = [...(await hostileCases(app, registry)), ...(await hostilePages(app))];
  for (const { name, work, check } of cases) {
    const { delayMs, busyMs } = await longestStall(work);
    await check?.();
    const times = [delayMs, busyMs].map((ms) => `${ms.toFixed(0).padStart(6)} ms`).join(" ");
    console.log(`${name.padEnd(52)} ${times}   ${busyMs <= goalMs ? "met" : "missed"}`);
  }
}

/** A registry that asks nobody who they are. */
async function startRegistry(directory: string) {
  const { findProgram } = await import("../src/main/up/program.ts");
  const { command } = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
  const port = await freePort();
  const file = join(directory, "config.yml");
  writeFileSync(
    file,
    `version: 0.1\nstorage: {filesystem: {rootdirectory: ${JSON.stringify(join(directory, "storage"))}}}\nhttp: {addr: "127.0.0.1:${port}"}\n`,
  );
  const started = start([...command, "serve", file], { OTEL_TRACES_EXPORTER: "none" });
  const url = `http://127.0.0.1:${port}`;
  await until(() => answersWhile(started, `${url}/v2/`, 200), "the registry to answer");
  return { ...started, url };
}
