import assert from "node:assert/strict";
import { test } from "node:test";
import { type Entry, sentence } from "../../src/history/sentences.ts";

const activity = (given: Partial<Entry>): Entry => ({
  id: 1n,
  at: new Date("2026-03-01T12:00:00Z"),
  key: "repository.push",
  actorId: 1,
  actorName: "carol",
  registryId: 1,
  teamId: 1,
  namespaceId: 1,
  repositoryId: 1,
  subject: "web/app",
  details: {},
  ...given,
});

const said = (given: Partial<Entry>) => {
  const { who, did, what, end } = sentence(activity(given));
  return [who, did, what, end].filter(Boolean).join(" ");
};

const about = (subject: string) => ({ subject, repositoryId: null });

const cases: [string, Partial<Entry>][] = [
  ["carol pushed web/app:1.0", { details: { tag: "1.0" } }],
  ["carol deleted web/app:1.0", { key: "tag.delete", details: { tags: ["1.0"] } }],
  ["carol deleted 2 tags of web/app", { key: "tag.delete", details: { tags: ["1", "2"] } }],
  ["carol deleted web/app", { key: "repository.delete", details: { tags: ["1", "2"] } }],
  [
    "carol deleted a manifest without tags from web/app",
    { key: "manifest.delete", details: { tags: [] } },
  ],
  ["carol created the team web", { key: "team.create", subject: "web" }],
  [
    "carol added vic to the team web",
    { key: "team.add_member", subject: "web", details: { member: "vic" } },
  ],
  ["carol disabled the webhook build", { key: "webhook.disabled", subject: "build" }],
  ["carol signed up", { ...about("carol"), key: "user.create" }],
  ["carol created the user vic", { ...about("vic"), key: "user.create" }],
  ["carol made vic an admin", { ...about("vic"), key: "user.promote" }],
  ["carol removed vic from the admins", { ...about("vic"), key: "user.demote" }],
  [
    "carol renamed the team web to web2",
    { ...about("web2"), key: "team.change_team_name", details: { old: "web", new: "web2" } },
  ],
  ["carol renamed the team web2", { ...about("web2"), key: "team.change_team_name" }],
  ["Someone pushed web/app", { actorName: "", details: [] }],
  ["carol thing happened: it", { key: "thing.happened", subject: "it" }],
];

test("the entry of a disabled account names the teams without an active owner", () => {
  const details = { ownerless: ["web", "ops"] };
  const { more } = sentence(activity({ key: "user.disable", repositoryId: null, details }));

  assert.equal(more, "teams left without an active owner: web, ops");
});

for (const [text, given] of cases)
  test(`an entry reads “${text}”`, () => {
    assert.equal(said(given), text);
  });

test("an entry links to its repository while it exists", () => {
  assert.equal(sentence(activity({})).href, "/repositories/web/app");
  assert.equal(sentence(activity({ repositoryId: null })).href, undefined);
});

test("an entry links to its namespace or team while it exists, unless the team is hidden", () => {
  const gone = { repositoryId: null, namespaceNow: null, teamNow: null };
  const of = (key: string, now: Partial<Entry>) =>
    sentence(activity({ ...gone, key, subject: "web", ...now })).href;

  assert.equal(of("namespace.create", { namespaceNow: 7, teamNow: 3 }), "/namespaces/7");
  assert.equal(of("team.add_member", { teamNow: 3 }), "/teams/3");
  assert.equal(of("namespace.delete", { teamNow: 3 }), undefined);
  assert.equal(of("team.delete", {}), undefined);
});

test("a repository in another registry is named with its host", () => {
  const { what, href } = sentence(
    activity({ hostname: "second.test.lan:5001", details: { tag: "1.0" } }),
  );

  assert.equal(what, "second.test.lan:5001/web/app:1.0");
  assert.equal(href, "/repositories/second.test.lan:5001/web/app");
});
