import assert from "node:assert/strict";
import { test } from "node:test";
import { planNamespace, planTeam } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { config } from "../../../../src/platform/config/config.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../../../src/tenancy/teams/find.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../../support/data/factories.ts";
import { useDatabase } from "../../../support/database.ts";

await useDatabase();
const registry = await makeRegistry();

test("the refusal to delete a namespace or team names who may, by the setting", async (t) => {
  const [owner, viewer] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const { id } = await makeNamespace({ team, registryId: registry.id });
  const actor = actorOf(viewer);
  const refusals = async (members: string) => {
    const namespace = await findNamespace(actor, id);
    const ofNamespace = new RegExp(`Only the ${members} of this namespace and admins`);
    const ofTeam = new RegExp(`Only the ${members} of this team and admins`);
    await assert.rejects(planNamespace(by(actor), namespace), ofNamespace);
    await assert.rejects(planTeam(by(actor), await findTeam(actor, team.id), undefined), ofTeam);
  };
  t.after(() => Object.assign(config.rules, { deleteByContributors: false }));

  Object.assign(config.rules, { deleteEnabled: true, deleteByContributors: false });
  await refusals("owners");
  config.rules.deleteByContributors = true;
  await refusals("owners and contributors");
});
