import { paths } from "../../src/platform/paths/paths.ts";
import { address } from "../matrix/address.ts";
import { shownPages } from "../matrix/page-table.ts";
import { signIn, useApp } from "../support/app.ts";
import { type ShownPage, testAccessibility, viewports } from "../support/axe.ts";
import { digestOf } from "../support/data/catalogue.ts";
import { makeOverfull, type Overfull } from "../support/data/overfull.ts";
import { longTag } from "../support/data/overfull-images.ts";
import { longWord } from "../support/data/overfull-text.ts";
import type { Route } from "../support/routes.ts";

const app = await useApp();

type Address = (it: Overfull) => string;

/** Pages that need a query, or show more with one. */
const queried: Partial<Record<Route, Address>> = {
  "GET /search": ({ repository }) => paths.search({ q: repository.fullName }),
  "GET /permissions": ({ repository }) => paths.permissions({ what: repository.fullName }),
  "GET /admin/sync/repair": ({ missing: { id } }) => paths.syncRepair({ id }),
  "GET /compare": ({ repository: { fullName } }) =>
    paths.compare(`${fullName}:${longTag}`, `${fullName}@${digestOf("many 1")}`),
  "GET /repositories/*name/-/difference": ({ repository }) =>
    paths.imageDifference(repository, longTag, digestOf("many 1")),
};

const pages: ShownPage<Overfull>[] = shownPages.map((route) => [
  `overfull ${route}`,
  queried[route] ?? ((it) => address(route, it)),
]);

const word = longWord.repeat(5);
const wide = "W".repeat(40);
const given = { sort: wide, q: word };

/** Pages whose address has long words. */
const asked: ShownPage<Overfull>[] = [
  ["a search for a long word", () => paths.search({ q: wide })],
  ["a search for a digest", () => paths.search({ q: "ab".repeat(32) })],
  ["Explore with a long word", () => paths.explore(given)],
  ["robots with a long word", () => paths.robots(given)],
  ["repositories with a long word", () => paths.repositories(given)],
  ["users with a long word", () => paths.users(given)],
  ["teams with a long word", () => paths.teams(given)],
  ["namespaces with a long word", () => paths.namespaces(given)],
  ["deletions with a long word", () => paths.deletions(given)],
  ["tags with a long word", ({ repository }) => paths.repository(repository, given)],
  ["a page with a long word that does not exist", () => `/${word}`, 404],
];

const makeScene = async () => {
  const scene = await makeOverfull();
  return { scene, person: await signIn(app, scene.admin) };
};

testAccessibility(
  app,
  [...pages, ...asked],
  makeScene,
  viewports.filter(({ script }) => script), // the others differ little, and take minutes
);
