import { describeRepository } from "../../catalogue/repositories/change.ts";
import { findRepository } from "../../catalogue/repositories/find.ts";
import { commandAudit } from "../../identity/actor/audit.ts";
import { setNamespacePatterns } from "../../lifecycle/immutable/change.ts";
import { CommandError } from "../../platform/command.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Registry } from "../../platform/db/client.ts";
import { plural } from "../../platform/plural.ts";
import { ensureRegistry } from "../../registry/registries.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { createAccounts, existingParts, pushers } from "./accounts.ts";
import { type DemoImage, descriptions, images } from "./catalogue.ts";
import { pushImage, type Resolved } from "./image.ts";
import { backdate, backdateRest, createPulls } from "./past.ts";

const applyTimeoutMs = 60_000;
const repositories = [...new Set(images.map(({ repository }) => repository))];

/** Creates the demo and returns how to sign in. `say` gets a line for each step. */
export async function createDemo(say: (line: string) => void): Promise<string> {
  const found = await existingParts();
  if (found.length > 0)
    throw new CommandError(
      `There is a demo already, or something with a name of it: ${found.join(", ")}. bin/portus demo remove deletes it.`,
      1,
    );
  say("Creating three people, a team, three namespaces and a robot");
  const { password, admin } = await createAccounts();
  const registry = await ensureRegistry(config);
  await pushAll(registry, say);
  say("Waiting for the registry's events");
  await waitUntilApplied();
  for (const image of images) await backdate(image);
  await backdateRest(repositories);
  await createPulls();
  await decorate();
  return `The demo is ready: ${config.url}
Sign in as ${pushers.owner}${admin ? ", an admin" : ""}. Password (shown this once): ${password}
bin/portus demo remove deletes all of it.`;
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

/** Portus applies the events of the pushes, so it has to run. */
async function waitUntilApplied(): Promise<void> {
  const deadline = Date.now() + applyTimeoutMs;
  const expected = images.flatMap(({ tags }) => tags).length;
  for (;;) {
    const where = {
      repository: { fullName: { in: repositories } },
      NOT: { name: { endsWith: ".sig" } },
    };
    const arrived = await db.tag.count({ where });
    if (arrived >= expected) return;
    if (Date.now() > deadline)
      throw new CommandError(
        `The registry has the images, but Portus shows ${plural(arrived, "tag")} of ${expected}. Does Portus run, and does the registry send it events? bin/up runs both. Then bin/portus demo remove, and create it again.`,
        1,
      );
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Descriptions, and releases that are immutable. */
async function decorate(): Promise<void> {
  for (const [name, description] of Object.entries(descriptions))
    await describeRepository(
      commandAudit,
      await findRepository(commandAudit.actor, name),
      description,
    );
  const { id } = await db.namespace.findFirstOrThrow({ where: { name: "demo-web" } });
  const namespace = await findNamespace(commandAudit.actor, id);
  await setNamespacePatterns(commandAudit, namespace, ["*.*.*"]);
}
