import { commands as people } from "../identity/people/commands.ts";
import { commands as secondFactor } from "../identity/second-factor/commands.ts";
import { commands as retention } from "../lifecycle/retention/commands.ts";
import { commands as activity } from "../operations/activity/commands.ts";
import { commands as backup } from "../operations/backup/commands.ts";
import { commands as configure } from "../operations/configure/commands.ts";
import { commands as demo } from "../operations/demo/commands.ts";
import { commands as doctor } from "../operations/doctor/commands.ts";
import { commands as health } from "../operations/health/commands.ts";
import { commands as imports } from "../operations/import/commands.ts";
import { commands as importConfig } from "../operations/import-config/commands.ts";
import { commands as upgrade } from "../operations/upgrade/commands.ts";
import type { Command } from "../platform/command.ts";
import { commands as sync } from "../protocol/sync/commands.ts";
import { commands as registryConfig } from "../registry/config/commands.ts";
import { commands as signing } from "../registry/signing/commands.ts";
import { commands as accounts } from "../tenancy/accounts/commands.ts";
import { commands as registries } from "../tenancy/registries/commands.ts";
import { commands as why } from "../tenancy/why/commands.ts";

const serve: Command = {
  name: "serve",
  does: "Serves Portus in the foreground until SIGTERM.",
  run: async () => {
    const { serve } = await import("./server.ts");
    await serve();
    return undefined;
  },
};

/** The commands of bin/portus, in the order of the help. */
export const commands = [
  serve,
  ...registryConfig,
  ...configure,
  ...importConfig,
  ...imports,
  ...signing,
  ...registries,
  ...accounts,
  ...people,
  ...secondFactor,
  ...why,
  ...activity,
  ...sync,
  ...retention,
  ...doctor,
  ...health,
  ...backup,
  ...upgrade,
  ...demo,
];

export function helpOf({ name, args = [], options = {}, usage, does }: Command): string {
  const flags = Object.entries(options).map(([flag, { type }]) =>
    type === "string" ? `[--${flag} …]` : `[--${flag}]`,
  );
  return `bin/portus ${[name, ...(usage ? [usage] : [...args, ...flags])].join(" ")}\n    ${does}`;
}

/** What `bin/portus NAME --help` prints. */
export function fullHelpOf(command: Command, args: string[] = []): string {
  const { details } = command;
  const more = typeof details === "function" ? details(args) : details;
  return more ? `${helpOf(command)}\n\n${more}` : helpOf(command);
}

export function overview(): string {
  return `Commands for operators. They read the same environment as bin/up:\n\n${commands.map(helpOf).join("\n\n")}`;
}
