import { db, type User } from "../../src/platform/db/client.ts";
import { browser, signIn } from "../support/app.ts";
import { makeApplicationToken, type TwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";

type App = { url: string };
type Fields = Record<string, string>;

/** Sends one request. It stores no cookies, so that requests do not affect each other. */
export type Client = (route: Route, path: string, fields: Fields) => Promise<Answer>;

export interface Answer {
  code: string; // the status, or `in` for a redirect to the sign-in page
  text: string;
  html: boolean;
}

/** A client for each column of the page table. The disabled person has a session from before they were disabled. */
export async function pageClients(app: App, teams: TwoTeams): Promise<Record<string, Client>> {
  const clients: Record<string, Client> = { anon: await byBrowser(app, null) };
  for (const [name, user] of Object.entries(peopleOf(teams)))
    clients[name] = await byBrowser(app, user);
  await disable(teams.disabled);
  return clients;
}

/** A client for each column of the API table. `lim` and `basic` send a token of the owner that is limited to another repository. */
export async function apiClients(app: App, teams: TwoTeams): Promise<Record<string, Client>> {
  const { owner, robot } = teams.north;
  const clients: Record<string, Client> = { anon: byHeader(app, {}) };
  const people = { ...peopleOf(teams), bot: robot };
  for (const [name, user] of Object.entries(people)) clients[name] = await byToken(app, user);
  const limited = await makeApplicationToken(owner, { patterns: ["north/other"] });
  clients.lim = byHeader(app, { "portus-auth": limited.header });
  clients.basic = byBasic(app, limited.header);
  await disable(teams.disabled);
  return clients;
}

/** The people of the columns. */
function peopleOf({ stranger, admin, disabled, north }: TwoTeams): Record<string, User> {
  const { viewer, contributor, owner } = north;
  return { any: stranger, view: viewer, cont: contributor, own: owner, adm: admin, off: disabled };
}

async function byBrowser(app: App, user: User | null): Promise<Client> {
  const { get, cookies } = user ? await signIn(app, user) : browser(app);
  const { text } = await get(user ? "/profile" : "/sign-in");
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return byHeader(app, { cookie }, { _csrf });
}

/** Authenticates by Portus-Auth at the API, and by Basic at the endpoints of registry clients. */
async function byToken(app: App, user: User): Promise<Client> {
  const { header } = await makeApplicationToken(user);
  const api = byHeader(app, { "portus-auth": header });
  const registry = byBasic(app, header);
  return (route, ...rest) => (/ \/v[12]\b/.test(route) ? registry : api)(route, ...rest);
}

function byBasic(app: App, header: string): Client {
  const [username = "", password = ""] = header.split(":");
  const authorization = `Basic ${Buffer.from(header).toString("base64")}`;
  const basic = byHeader(app, { authorization });
  return (route, path, fields) =>
    route === "POST /v2/token" // takes the credentials from its form
      ? basic(route, path, { ...fields, username, password })
      : basic(route, path, fields);
}

function byHeader(app: App, headers: Fields, always: Fields = {}): Client {
  return async (route, path, fields) => {
    const [method = ""] = route.split(" ");
    const body = new URLSearchParams({ ...always, ...fields });
    const plain = { ...headers, "accept-encoding": "identity" }; // compressing takes a tenth of the time
    const init = { method, headers: plain, redirect: "manual" } as const;
    const res = await fetch(app.url + path, method === "GET" ? init : { ...init, body });
    const signIn = res.status === 303 && res.headers.get("location")?.startsWith("/sign-in");
    const html = res.headers.get("content-type")?.startsWith("text/html") ?? false;
    return { code: signIn ? "in" : String(res.status), text: await res.text(), html };
  };
}

const disable = ({ id }: User) =>
  db.user.update({ where: { id }, data: { disabledAt: new Date() } });
