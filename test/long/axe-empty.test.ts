import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../support/app.ts";
import { testAccessibility } from "../support/axe.ts";
import { makeRepository } from "../support/data/catalogue.ts";
import { makeNamespace, makePerson, makeTeam } from "../support/data/factories.ts";

const app = await useApp();

type Scene = Awaited<ReturnType<typeof makeScene>>["scene"];

/** Somebody who is alone: no one has pushed, and nothing has happened. */
async function makeScene() {
  await ensureKeys();
  const { user } = await makePerson({ username: "ada", admin: true });
  await db.founding.create({ data: { userId: user.id } });
  const team = await makeTeam({ owners: [user] }, { name: "web" });
  const namespace = await makeNamespace({ team, name: "web" });
  const repository = await makeRepository({ namespace, name: "app" });
  const robotTeamId = team.id;
  const robot = await db.user.create({ data: { username: "web+ci", robot: true, robotTeamId } });
  return { scene: { user, team, namespace, repository, robot }, person: await signIn(app, user) };
}

const pages = [
  ["a repository", (it: Scene) => paths.repository(it.repository)],
  ["the README of a repository", (it: Scene) => paths.repositoryReadme(it.repository)],
  ["the comments on a repository", (it: Scene) => paths.comments(it.repository)],
  ["the usage of a repository", (it: Scene) => paths.repositoryUsage(it.repository)],
  ["the sizes of a repository", (it: Scene) => paths.repositorySizes(it.repository)],
  ["the layers of a repository", (it: Scene) => paths.repositoryLayers(it.repository)],
  ["the timeline of a repository", (it: Scene) => paths.repositoryTimeline(it.repository)],
  ["the access of a repository", (it: Scene) => paths.repositoryAccess(it.repository)],
  ["the activity of a repository", (it: Scene) => paths.repositoryActivity(it.repository)],
  ["the untagged manifests", (it: Scene) => paths.untagged(it.repository)],
  ["the retention of a repository", (it: Scene) => paths.retention(it.repository)],
  ["the immutable tags of a repository", (it: Scene) => paths.immutableTags(it.repository)],
  ["the comparison of a repository", (it: Scene) => paths.imageDifference(it.repository)],
  ["a namespace", (it: Scene) => paths.namespace(it.namespace)],
  ["the sizes of a namespace", (it: Scene) => paths.namespaceSizes(it.namespace)],
  ["the activity of a namespace", (it: Scene) => paths.namespaceActivity(it.namespace)],
  ["the members of a namespace", (it: Scene) => paths.namespaceMembers(it.namespace)],
  ["the retention of a namespace", (it: Scene) => paths.namespaceRetention(it.namespace)],
  ["the immutable tags of a namespace", (it: Scene) => paths.namespaceImmutableTags(it.namespace)],
  ["the webhooks", (it: Scene) => paths.webhooks(it.namespace)],
  ["the usage of a namespace", (it: Scene) => paths.usage(it.namespace)],
  ["the unused images", (it: Scene) => paths.stale(it.namespace)],
  ["a team", (it: Scene) => paths.team(it.team)],
  ["the namespaces of a team", (it: Scene) => paths.teamNamespaces(it.team)],
  ["the activity of a team", (it: Scene) => paths.teamActivity(it.team)],
  ["a person", (it: Scene) => paths.person(it.user.username)],
  ["the activity of a person", (it: Scene) => paths.personActivity(it.user.username)],
  ["a robot", (it: Scene) => paths.robot(it.robot)],
  ["the profile", () => paths.profile()],
  ["the dashboard", () => paths.home()],
  ["Explore", () => paths.explore()],
  ["a search for nothing", () => paths.search()],
  ["a search that finds nothing", () => paths.search({ q: "nothing" })],
  ["the activity", () => paths.activity()],
  ["the deletions", () => paths.deletions()],
  ["the deletions of the next night", () => paths.nextDeletions()],
  ["the sizes", () => paths.treemap()],
  ["the admin overview", () => paths.admin()],
  ["the failed events", () => paths.failedEvents()],
  ["the drift", () => paths.sync()],
  ["the repairs", () => paths.syncRepairs()],
  ["the usage of the instance", () => paths.usage(null)],
  ["all unused images", () => paths.stale(null)],
  ["repositories that nothing matches", () => paths.repositories({ q: "nothing" })],
  ["namespaces that nothing matches", () => paths.namespaces({ q: "nothing" })],
  ["teams that nothing matches", () => paths.teams({ q: "nothing" })],
  ["users that nothing matches", () => paths.users({ q: "nothing" })],
  ["robots that nothing matches", () => paths.robots({ q: "nothing" })],
  ["activity that nothing matches", () => paths.activity({ who: "nobody" })],
  ["deletions that nothing matches", () => paths.deletions({ q: "nothing" })],
] as const;

testAccessibility(
  app,
  pages.map(([what, pathOf]) => [`empty ${what}`, pathOf] as const),
  makeScene,
);
