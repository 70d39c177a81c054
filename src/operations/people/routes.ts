import { type Request, Router } from "express";
import { sentence } from "../../history/sentences.ts";
import { feedOf } from "../../identity/actor/feed.ts";
import { canAdministerPeople } from "../../identity/actor/policy.ts";
import { actor } from "../../identity/actor/request.ts";
import { inspectAccount } from "../../identity/people/inspect.ts";
import { text } from "../../platform/bounded-text.ts";
import { NotFound } from "../../platform/errors.ts";
import type { Query } from "../../platform/paths/parts.ts";
import { paths } from "../../platform/paths/paths.ts";
import { canSeeAllEntries } from "../../tenancy/policy/visible-entries.ts";
import { visibleActivities } from "../activity/feed.ts";
import { kindChoices } from "../activity/kind-choices.ts";
import { activityIn } from "../activity/routes/place.ts";
import { findPerson, managerOf, namespacesOf, type Person, teamsOf } from "./person.ts";
import { recentlyPushed, recentOf } from "./recent.ts";

/** The pages of people and robots, for those who may see them. */
export const people = Router();

people.get("/:name", async (req, res) => {
  const viewer = actor(req);
  const person = await personIn(req);
  const [teams, recent] = await Promise.all([teamsOf(viewer, person), recentOf(person)]);
  const [namespaces, pushed, activity, manager] = await Promise.all([
    namespacesOf(
      viewer,
      person,
      teams.map(({ team }) => team),
    ),
    recentlyPushed(viewer, recent),
    visibleActivities(viewer, {}, { ...recent, size: 10 }),
    managerOf(viewer, person),
  ]);
  res.render("operations/people/person", {
    person,
    teams,
    namespaces,
    manager,
    pushed: pushed.map((entry) => sentence(entry)),
    days: await feedOf(viewer, activity.rows, { zone: res.locals.zone }),
    account: canAdministerPeople(viewer) ? await inspectAccount(viewer, person) : null,
  });
});

people.get("/:name/activity", async (req, res) => {
  const person = await personIn(req);
  res.render("operations/people/activity", {
    person,
    ...(await activityIn(req, res, await recentOf(person))),
    kinds: canSeeAllEntries(actor(req)) ? kindChoices.withSignIns : kindChoices.everywhere,
    address: (params: Query = {}) => paths.personActivity(person.username, params),
  });
});

const Name = text(255).toLowerCase();

/** The account whose name is in the path. A name that nobody can have is a 404. */
async function personIn(req: Request): Promise<Person> {
  const name = Name.safeParse(req.params.name);
  if (!name.success) throw new NotFound("person");
  return findPerson(actor(req), name.data);
}
