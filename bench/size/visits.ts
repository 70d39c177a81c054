import { address } from "../../test/matrix/address.ts";
import { operations } from "../../test/matrix/api-table.ts";
import { pages } from "../../test/matrix/page-table.ts";
import { digestOf } from "../../test/support/data/catalogue.ts";
import type { TwoTeams } from "../../test/support/data/two-teams.ts";
import type { Route } from "../../test/support/routes.ts";

/** One address, with the status that each role gets. */
export interface Visit {
  name: string;
  path: string;
  api: boolean; // with a token; otherwise in a browser
  expected: Record<Role, string>;
}

/** The columns of the route tables: an admin, the owner of the team, and somebody who belongs to no team. */
export const roles = ["adm", "own", "any"] as const;
export type Role = (typeof roles)[number];

/** Streams without an end, or of the whole audit log: no lists. */
const streams: Route[] = [
  "GET /live",
  "GET /admin/activities.csv",
  "GET /admin/activities.ndjson",
  "GET /why/decisions.csv",
  "GET /why/decisions.ndjson",
];

/** Somebody who belongs to no team sees what the filled accounts do, and so their pages. */
const filledPeople = { any: "200" };

/** Every page and list, and those whose time depends on more than their route. */
export function visitsOf(teams: TwoTeams): Visit[] {
  const kinds = [
    ...pages.map((row) => ({ ...row, api: false })),
    ...operations.map((row) => ({ ...row, api: true })),
  ];
  const routes = kinds.filter(({ route }) => route.startsWith("GET ") && !streams.includes(route));
  return [
    ...routes.map(({ route, expected, api }) => ({
      name: `${api ? "" : "page "}${route.slice(4)}`,
      path: address(route, teams.north),
      api,
      expected: { ...pick(expected), ...(route.startsWith("GET /people/") && filledPeople) },
    })),
    ...more(teams),
  ];
}

/** Each order of the tags of a repository, and each filter, some of which match everything or nothing. */
const tagLists = [
  "sort=version",
  "sort=name&order=desc",
  "sort=size",
  "sort=pulled",
  "name=v1",
  "name=nothing&sort=size",
  "version=^1",
  "version=>=2&sort=version",
  "platform=linux/arm64",
  "kind=index",
  "by=person-2",
  "unused=30",
  "signed=1",
];

/** As in catalogue.ts: a layer of every fiftieth repository, and one of a single image. */
const layerDigests = { common: digestOf("base 1"), own: digestOf("layer 1 1") };

function more({ north }: TwoTeams): Visit[] {
  const { id } = north.namespace;
  const all = { adm: "200", own: "200", any: "200" };
  const members = { ...all, any: "404" };
  const admins = { adm: "200", own: "403", any: "403" };
  const page = (path: string, expected = all) => ({
    name: `page ${path}`,
    path,
    api: false,
    expected,
  });
  const api = (path: string, expected = all) => ({ name: path, path, api: true, expected });
  return [
    page("/search?q=app:v1.7"),
    page("/search?q=app"),
    page("/search?q=aplication"),
    page("/search?q=latest"),
    page("/search?q=1a2b3c4"),
    page("/search?q=sha256:1a2b3c4d5e6f"),
    page(`/search?q=${layerDigests.common}`),
    page(`/search?q=${layerDigests.own.slice(0, 19)}`),
    page("/search?q=number+app"),
    page("/search?q=person-12"),
    page("/search?q=webhooks+of+space-1"),
    page("/search?q=org.opencontainers.image.version%3D12"),
    page("/search/suggestions?q=app"),
    page("/search/suggestions?q="),
    page("/repositories?q=app"),
    page("/explore?q=app"),
    page("/namespaces?q=space"),
    page("/teams?q=squad"),
    page("/repositories?sort=name"),
    page("/repositories?sort=pulls"),
    page("/namespaces?sort=name"),
    page("/teams?sort=name"),
    page("/robots?sort=name"),
    page("/admin/users?sort=name", admins),
    page("/admin/users?sort=signed-in", admins),
    page("/activity?key=tag.delete"),
    page("/activity?kind=deletions"),
    page("/deletions?q=app"),
    page("/deletions?q=v1.1"),
    page("/deletions?who=portus"),
    page("/deletions?state=expired"),
    page("/deletions?state=failed"),
    page("/deletions?namespace=north"),
    page("/admin/users?q=person-4", admins),
    page("/admin/events?state=ignored", admins),
    page("/admin/emails", admins),
    page("/admin/doctor", admins),
    page("/admin/usage?days=90", admins),
    page("/admin/stale?days=30", admins),
    page(`/namespaces/${id}/stale?days=30`, members),
    page("/repositories/north/large", members),
    ...tagLists.map((query) => page(`/repositories/north/large?${query}`, members)),
    page("/repositories/north/large/-/tags/latest", members),
    page("/repositories/north/large/-/sizes", members),
    page("/repositories/north/large/-/timeline", members),
    page("/repositories/north/large/-/timeline?q=v1", members),
    page("/repositories/north/large/-/layers", members),
    page("/compare?from=north/large:latest&to=north/large:v1.1", { ...members, any: "422" }),
    page("/repositories/north/large/-/retention", { ...members, own: "200" }),
    page("/repositories/north/large/-/untagged", members),
    page("/repositories/north/large/-/usage?days=90", members),
    api("/api/v1/repositories?page=2"),
    api("/api/v1/tags?page=3&per_page=100", admins),
    api("/api/v1/users?page=2&per_page=50", admins),
    api("/api/v1/teams?page=2"),
    api("/api/v1/namespaces?page=2"),
    api("/api/v1/pulls?days=90", admins),
    api(`/api/v1/namespaces/${id}/pulls?days=90`, members),
    api("/v1/search?q=app"),
  ];
}

function pick(expected: Record<string, string>): Record<Role, string> {
  const [adm = "", own = "", any = ""] = roles.map((role) => expected[role]);
  return { adm, own, any };
}
