import { config } from "../../src/platform/config/config.ts";
import { type Drift, db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { ensureGlobalNamespace } from "../../src/tenancy/namespaces/own-namespaces.ts";
import { signIn, useApp } from "../support/app.ts";
import { testAccessibility } from "../support/axe.ts";
import { makeManifest, makeRepository, makeTag } from "../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, makeUser } from "../support/data/factories.ts";

const app = await useApp();

const pages = [
  ["drift", () => paths.sync()],
  ["the confirmation of a repair", ({ id }: Drift) => paths.syncRepair({ id })],
  ["the confirmation of all repairs", () => paths.syncRepairs()],
] as const;

testAccessibility(app, pages, async () => {
  config.sync.strategy = "update-delete";
  const person = await signIn(app, await makeUser({ admin: true }));
  return { scene: await makeDrift(), person };
});

/** A finished run, drift of each kind, and a namespace without a team. */
async function makeDrift(): Promise<Drift> {
  const registry = await makeRegistry();
  const { teamId } = await db.$transaction((tx) => ensureGlobalNamespace(tx, registry));
  await makeNamespace({ name: "found-in-the-registry", teamId });
  const repository = await makeRepository({ name: "proxy" });
  for (const tag of ["1.0", "1.1", "latest"]) await makeTag(await makeManifest(repository), tag);
  const counts = {
    listed: 412,
    repositories: 413,
    tags: 8_240,
    added: 3,
    missing: 4,
    unreadable: 1,
  };
  const ended = { state: "finished", open: null, finishedAt: new Date() } as const;
  const { id: runId } = await db.syncRun.create({
    data: { registryId: registry.id, cause: "admin", requestedBy: "an-admin", ...ended, ...counts },
  });
  const { fullName } = repository;
  const seen = { registryId: registry.id, runId };
  await db.drift.createMany({
    data: [
      { ...seen, repository: "web/app", tag: "1.0", kind: "missing", reason: "It is not there." },
      { ...seen, repository: "a/very/long/name", kind: "unreadable", reason: "It answered 500." },
    ],
  });
  const reason = "The registry answers that it has nothing of this repository.";
  return db.drift.create({ data: { ...seen, repository: fullName, kind: "missing", reason } });
}
