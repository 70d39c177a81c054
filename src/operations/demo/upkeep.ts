import { describeRepository } from "../../catalogue/repositories/change.ts";
import { findRepository } from "../../catalogue/repositories/find.ts";
import { commandAudit } from "../../identity/actor/audit.ts";
import { makePlan } from "../../lifecycle/deletion/plan/plan.ts";
import { executePlan } from "../../lifecycle/deletion/run/run.ts";
import { setNamespacePatterns } from "../../lifecycle/immutable/change.ts";
import { saveRules } from "../../lifecycle/retention/saved-rules.ts";
import { repositoryScope } from "../../lifecycle/retention/scope.ts";
import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { ownerAudit } from "./accounts.ts";
import { descriptions, pullRequests } from "./catalogue.ts";

/** What a team does with its images: descriptions, immutable releases, a retention rule and a deletion. */
export async function keepUp(): Promise<void> {
  for (const [name, description] of Object.entries(descriptions))
    await describeRepository(
      commandAudit,
      await findRepository(commandAudit.actor, name),
      description,
    );
  const { id } = await db.namespace.findFirstOrThrow({ where: { name: "demo-web" } });
  const namespace = await findNamespace(commandAudit.actor, id);
  await setNamespacePatterns(commandAudit, namespace, ["*.*.*"]);
  if (config.rules.deleteEnabled) await cleanUp();
}

/** The owner deletes the image of the oldest pull request, and lets a rule delete the others after two weeks. */
async function cleanUp(): Promise<void> {
  const { repository, tags } = pullRequests;
  const audit = await ownerAudit();
  const scope = await repositoryScope(audit.actor, repository);
  await saveRules(audit, scope, {
    matching: "",
    protecting: "",
    matchingPatterns: ["pr-*"],
    newest: 0,
    pushedDays: 14,
    pulledDays: null,
    latestOfMinor: false,
    deleteAllMatching: false,
    untaggedDays: null,
    nightly: true,
  });
  const found = await findRepository(audit.actor, repository);
  const { id } = await makePlan(audit, found, { tags: tags.slice(0, 1) });
  await executePlan(audit, id);
}
