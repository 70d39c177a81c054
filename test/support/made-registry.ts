import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import type { findProgram } from "../../src/main/up/program.ts";
import { madeFile } from "./made-file.ts";
import { answersWhile, start } from "./processes.ts";
import type { Stack } from "./stack.ts";
import { until } from "./waiting.ts";

/** Replaces the registry of a stack with one that runs with the config.yml and the certificate of `bin/portus config`. */
export async function startMadeRegistry(
  stack: Stack,
  { command, version }: ReturnType<typeof findProgram>,
): Promise<void> {
  const { url } = stack.registry;
  await stack.registry.stop();
  const folder = mkdtempSync(join(stack.directory, "registry-"));
  const [certificate, file] = [join(folder, "portus.crt"), join(folder, "config.yml")];
  const places = ["--storage", join(folder, "storage"), "--certificate", certificate];
  const listen = ["--listen", new URL(url).host];
  const words = ["registry", "--registry", `${version}`, ...listen, ...places];
  writeFileSync(certificate, madeFile(["ca"], stack.env));
  writeFileSync(file, madeFile(words, stack.env));

  const registry = start([...command, "serve", file], { OTEL_TRACES_EXPORTER: "none" });
  after(() => registry.stop());
  await until(() => answersWhile(registry, `${url}/v2/`, 401), "the registry to answer");
}
