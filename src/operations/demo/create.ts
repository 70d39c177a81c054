import { CommandError } from "../../platform/command.ts";
import { commandLine } from "../../platform/config/command-line.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Registry } from "../../platform/db/client.ts";
import { plural } from "../../platform/plural.ts";
import { serversRegistry } from "../../registry/registries.ts";
import { createAccounts, existingParts, pushers } from "./accounts.ts";
import { type DemoImage, images, repositories } from "./catalogue.ts";
import { pushImage, type Resolved } from "./image.ts";
import { backdate } from "./past.ts";
import { createPulls } from "./pulls.ts";
import { keepUp } from "./upkeep.ts";

const applyTimeoutMs = 60_000;
const removal = commandLine("bin/portus demo remove");

/** Creates the demo and returns how to sign in. `say` gets a line for each step. */
export async function createDemo(say: (line: string) => void): Promise<string> {
  const found = await existingParts();
  if (found.length > 0)
    throw new CommandError(
      `There is a demo already, or something with a name of it: ${found.join(", ")}. ${removal} deletes it.`,
      1,
    );
  say("Creating three people, a team, three namespaces and a robot");
  const { password, admin } = await createAccounts();
  const registry = await serversRegistry();
  await pushAll(registry, say);
  say("Waiting for the registry's events");
  await waitUntilApplied();
  say("Adding months of pulls, a retention rule and a deletion");
  await backdate();
  await createPulls();
  await keepUp();
  return `The demo is ready: ${config.url}
Sign in as ${pushers.owner}${admin ? ", an admin" : ""}. Password (shown this once): ${password}
${removal} deletes all of it.`;
}

async function pushAll(registry: Registry, say: (line: string) => void): Promise<void> {
  const pushed = new Map<string, Resolved>();
  for (const [at, image] of images.entries()) {
    const { repository, tags, by } = image;
    say(`Pushing ${repository}:${tags[0]} (${at + 1} of ${images.length})`);
    const resolved = onBase(image, pushed.get(image.base ?? ""));
    await pushImage({ registry, repository, as: pushers[by] }, resolved);
    for (const tag of tags) pushed.set(`${repository}:${tag}`, resolved);
  }
}

function onBase(image: DemoImage, base: Resolved | undefined): Resolved {
  return {
    ...image,
    allLayers: [...(base?.allLayers ?? []), ...image.layers],
    allEnv: { ...base?.allEnv, ...image.env },
  };
}

/** Portus applies the events of the pushes and reads what was pushed, so it has to run. */
async function waitUntilApplied(): Promise<void> {
  const deadline = Date.now() + applyTimeoutMs;
  const repository = { fullName: { in: repositories } };
  const expected = images.flatMap(({ tags, signed }) =>
    signed ? [...tags, "its signature"] : tags,
  );
  for (;;) {
    const arrived = await db.tag.count({ where: { repository } });
    const unread = await db.manifest.count({ where: { repository, readAt: null } });
    if (arrived >= expected.length && unread === 0) return;
    if (Date.now() > deadline)
      throw new CommandError(
        `The registry has the images, but Portus shows ${plural(arrived, "tag")} of ${expected.length} and has not read ${plural(unread, "manifest")}. Does Portus run, and does the registry send it events? bin/up runs both. Then ${removal}, and create it again.`,
        1,
      );
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
