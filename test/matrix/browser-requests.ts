import "../support/settings/https.ts";
import { basicOf } from "../protocol/token/token-client.ts";
import { useApp } from "../support/app.ts";
import { makeApplicationToken, makeTwoTeams } from "../support/data/two-teams.ts";
import { type Given, signInBy } from "../support/requests.ts";
import type { Route } from "../support/routes.ts";
import { address } from "./address.ts";
import { operations } from "./api-table.ts";
import { bodyFor } from "./bodies.ts";
import { pages } from "./page-table.ts";

// Requests of an admin for every route of Portus at https://portus.test.lan, to which tests add headers.

export const app = await useApp();
const teams = await makeTwoTeams();
export const { header } = await makeApplicationToken(teams.admin);
const [admin = "", secret = ""] = header.split(":");
const form = await signInBy(app, teams.admin);
export const basic = basicOf(admin, secret);
export const host = "portus.test.lan";
export const urlencoded = "application/x-www-form-urlencoded";

export const routes = [...pages, ...operations].map(({ route }) => route);
const isForPrograms = (route: Route) => / \/(api\/v1|v1|v2)(\/|$)/.test(route);
export const forPrograms = routes.filter(isForPrograms);

/** A valid request of an admin for a route: with the token of the form for a page, and Basic for programs. */
export function requestFor(route: Route, headers: Record<string, string>): Given {
  const [method = ""] = route.split(" ");
  const fields = isForPrograms(route) ? {} : { _csrf: form.csrf };
  const body = new URLSearchParams({ ...fields, ...bodyFor(route, teams) }).toString();
  const credentials = isForPrograms(route) ? basic : { cookie: form.cookie };
  const path = encodeURI(address(route, teams.north));
  return method === "GET"
    ? { method, path, headers: { host, ...credentials, ...headers } }
    : {
        method,
        path,
        headers: { host, "content-type": urlencoded, ...credentials, ...headers },
        body,
      };
}
