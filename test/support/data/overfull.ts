import { findRepository } from "../../../src/catalogue/repositories/find.ts";
import { makePlan } from "../../../src/lifecycle/deletion/plan/plan.ts";
import { type Drift, db, type User } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { fakeRegistry } from "../fakes/registry.ts";
import { actorOf, by, makePerson, makeRegistry } from "./factories.ts";
import { storeWideImages } from "./overfull-images.ts";
import { fillInstance } from "./overfull-lists.ts";
import { fillTeam } from "./overfull-team.ts";
import { longWord } from "./overfull-text.ts";
import { makeTeamData, type TeamData } from "./two-teams.ts";

export interface Overfull extends TeamData {
  admin: User;
  missing: Drift;
}

/**
 * A team whose names are as long as they may be, and whose lists have more than a page: many tags, images with many
 * layers, platforms and labels, text from right to left, emoji, and large numbers.
 */
export async function makeOverfull(): Promise<Overfull> {
  await ensureKeys();
  const registry = await fakeRegistry();
  await makeRegistry({ name: "main", hostname: "registry.test.lan:5000", url: registry.url });
  const displayName = `🧭 ${longWord} ${"of the Harbour Authority ".repeat(6)}`.trim();
  const given = { username: "a".repeat(60), displayName, admin: true };
  const admin = (await makePerson(given)).user;
  const namespace = `n${"a".repeat(118)}n`;
  const place = await makeTeamData("w".repeat(55), registry, {
    namespace,
    repository: `r${"b".repeat(132)}r`,
    tag: "first",
  });
  const { tag, manifest } = await storeWideImages(place.repository);
  await fillTeam(place, admin);
  await fillInstance(place, admin);
  const found = await findRepository(actorOf(admin), place.repository.fullName);
  const plan = await makePlan(by(admin), found, { whole: true });
  const missing = await db.drift.findFirstOrThrow({ where: { kind: "missing" } });
  return { ...place, admin, tag, manifest, plan, missing };
}
