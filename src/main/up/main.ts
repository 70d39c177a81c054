import "../../platform/stack-traces.ts";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { config } from "../../platform/config/config.ts";
import { closeNewFiles } from "../../platform/config/data-directory.ts";
import { print as say } from "../../platform/terminal.ts";
import { readSetupFile } from "../../tenancy/accounts/setup-file.ts";
import { claim } from "./claim.ts";
import { follow, shortPortus, shortRegistry } from "./follow.ts";
import { keepRunning, type Part } from "./part.ts";
import { pidFiles, portusPart, registryPart, urlOf } from "./parts.ts";
import { ensurePortFree } from "./ports.ts";
import { findProgram } from "./program.ts";
import { welcome } from "./welcome.ts";

const cleanups: (() => Promise<void> | void)[] = []; // one for each part that was started, in the order of starting

/** The program of bin/up: runs Portus with its Postgres and a connected registry until a signal. */
async function up(): Promise<void> {
  closeNewFiles();
  cleanups.push(await claim(config.dataDir, Object.values(pidFiles(config))));
  await ensurePortFree(config.host, config.port, "PORT");
  await ensurePortFree(config.host, config.registry.port, "REGISTRY_PORT");
  const program = findProgram(config.registry.binary, say);

  say("Starting Portus");
  await run(portusPart(config), shortPortus); // makes the CA that the registry trusts
  say(`Starting the registry (${program.description})`);
  await run(registryPart(config, program), shortRegistry);
  if (process.argv.includes("--demo")) await createDemo();
  say(welcome(config, { setupCode: (await isFounded()) ? null : readSetupFile() }));
}

/** Runs in a process of its own, because it needs the database. If it fails, it has said why, and everything runs on. */
function createDemo(): Promise<void> {
  const cli = fileURLToPath(new URL("../cli.js", import.meta.url));
  const command = [...process.execArgv, cli, "demo", "create"];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => child.once("close", () => resolve()));
}

/** Whether Portus has an account: without one, every page leads to the sign-up. */
async function isFounded(): Promise<boolean> {
  const page = await fetch(`${urlOf(config, config.port)}/sign-in`, {
    method: "HEAD",
    redirect: "manual",
  });
  return page.status === 200;
}

async function run(part: Part, short: (line: string) => string | undefined): Promise<void> {
  const name = part.name.replace("The ", "").toLowerCase().padEnd(9);
  const show = (line: string) => {
    const text = short(line);
    if (text) say(`${new Date().toTimeString().slice(0, 8)} ${name} ${text}`);
  };
  const unfollow = follow(part.log, show, config.logRotation);
  cleanups.push(unfollow);
  const running = keepRunning(part, say, (why) => void end(1, why));
  cleanups.push(running.stop);
  await running.healthy();
}

let ending = false;

/** Stops the registry first, so that its last events arrive; then Portus, which stops Postgres. */
async function end(code: number, why: string): Promise<void> {
  if (ending) return;
  ending = true;
  say(why);
  for (const step of cleanups.reverse()) await step();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => void end(0, "Stopping"));

await up().catch((error: Error) => end(1, error.message));
