import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { newPerson, password } from "../support/clients/people.ts";
import { findProgram, variableOf } from "../support/clients/programs.ts";
import { newHome, startClientSetup } from "../support/clients/setup.ts";
import { makeTeam } from "../support/data/factories.ts";
import { must, run } from "../support/processes.ts";
import { until } from "../support/waiting.ts";

const regctl = findProgram("regctl");
const skip = !regctl && `not found: regctl (${variableOf("regctl")})`;

test("without the right to delete, regctl tag rm overwrites the tag, and the timeline shows it", {
  skip,
}, async () => {
  const setup = await startClientSetup();
  const { stack, host, image } = setup;
  const cleo = await newPerson(stack, "cleo");
  await contributor("web", cleo.name);
  const env = newHome(setup, null);
  const as = ["--username", "cleo", "--password-stdin", host];
  must(["docker", "login", ...as], env, password);
  must([regctl ?? "", "registry", "set", "--tls", "disabled", host], env);
  const archive = join(stack.directory, "image.tar");
  must(["tar", "-C", image.directory, "-cf", archive, "."]);
  const ref = `${host}/web/site:1.0`;
  must([regctl ?? "", "image", "import", ref, archive], env);

  const removed = run([regctl ?? "", "tag", "rm", ref], env);

  assert.notEqual(removed.status, 0, removed.output);
  assert.match(removed.output, /unauthorized/);
  const causes = async () =>
    (await db.tagMove.findMany({ where: { tag: "1.0" }, orderBy: { at: "asc" } })).map(
      ({ cause }) => cause,
    );
  await until(async () => (await causes()).at(-1) === "regctl_tag_rm", "the timeline to say so");
  assert.deepEqual(await causes(), [null, "regctl_tag_rm"]);
  const page = await cleo.browser.get("/repositories/web/site/-/tags/1.0/timeline");
  assert.match(page.text, /overwritten by regctl tag rm/);
});

async function contributor(name: string, username: string): Promise<void> {
  const { id: registryId } = await db.registry.findFirstOrThrow();
  const { id } = await db.user.findUniqueOrThrow({ where: { username } });
  const team = await makeTeam();
  await db.membership.create({ data: { teamId: team.id, userId: id, role: "contributor" } });
  const namespace = { name, registryId, teamId: team.id };
  await db.namespace.create({ data: { ...namespace, kind: "team", visibility: "private" } });
}
