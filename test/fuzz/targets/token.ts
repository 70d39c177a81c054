import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { basicCredentials } from "../../../src/platform/http/basic.ts";
import {
  type ClientCredentials,
  readAuthorization,
  readForm,
  readQuery,
  type TokenRequest,
} from "../../../src/protocol/token/request.ts";
import { parseScopes } from "../../../src/protocol/token/scope.ts";
import { target } from "../target.ts";
import { growingTextOf, repeated, textOf } from "../texts.ts";

const parameters = [
  ..."scope= &scope= &scope[]= &service= &client_id= &account= & = ; repository:".split(" "),
  ..."repository(plugin): registry:catalog:* localhost:5000/ web/app : , pull push".split(" "),
  ..."delete * + %20 %3A %00 % %zz %C3 a A / .. ( )".split(" "),
  " ",
  repeated("n", 256),
];

const action = fc.constantFrom("pull", "push", "delete", "*", "", "pull ", "Pull");
const scope = fc
  .tuple(
    fc.constantFrom("repository", "repository(plugin)", "registry", "repo-sitory"),
    fc.constantFrom("web/app", "web", "localhost:5000/a", "catalog", "a b", repeated("n", 256)),
    fc.array(action, { maxLength: 4 }),
  )
  .map(([type, name, actions]) => `${type}:${name}:${actions.join(",")}`);
const query = fc
  .array(
    fc.tuple(fc.constantFrom("scope", "scope[]", "client_id"), fc.array(scope, { maxLength: 3 })),
  )
  .map((pairs) => `${new URLSearchParams(pairs.map(([name, all]) => [name, all.join(" ")]))}`);

/** What `/v2/token` reads from the query of a GET. */
export const scopes = target({
  inputs: fc.oneof(query, textOf(parameters, 16)),
  read: (text) => ensureSane(readQuery(`/v2/token?${text}`)),
  growing: growingTextOf(parameters, fc.constantFrom("scope=", "scope=repository:a:", "service=")),
});

const fields = [
  ..."grant_type=password grant_type=refresh_token &username= &password= & &refresh_token=".split(
    " ",
  ),
  ..."&access_type=offline prt_ ptk_ alice <token> %3Ctoken%3E".split(" "),
];

/** The OAuth2 form of a POST. */
export const form = target({
  inputs: fc.oneof(
    query.map((text) => `grant_type=password&username=alice&password=secret&${text}`),
    textOf([...fields, ...parameters], 16),
  ),
  read: (body) => {
    const { request, credentials } = readForm(body);
    ensureSane(request);
    if (credentials) ensureUsable(credentials);
  },
  growing: growingTextOf([...fields, ...parameters]),
});

function ensureSane({ scopes, clientId, service, offline }: TokenRequest): void {
  assert.ok(!clientId.includes("\0"));
  assert.equal(typeof service, "string");
  assert.equal(typeof offline, "boolean");
  if (!scopes) return;

  const names = scopes.map(({ type, name }) => `${type}:${name}`);
  assert.ok(scopes.length <= 64);
  assert.equal(new Set(names).size, names.length, "a resource is listed once");
  for (const { name, actions } of scopes) {
    assert.ok(name.length > 0 && name.length <= 255 && !/[\s\0]/.test(name), "the name is usable");
    assert.equal(new Set(actions).size, actions.length, "an action is listed once");
    for (const action of actions) assert.match(action, /^[a-z*]+$/);
  }
  const again = scopes.map(({ type, name, actions }) => `${type}:${name}:${actions.join(",")}`);
  assert.deepEqual(parseScopes(again) ?? [], scopes, "what was read means the same when written");
}

function ensureUsable(credentials: ClientCredentials): void {
  assert.ok(!credentials.secret.includes("\0"), "the secret can be looked up");
  assert.ok(!(credentials.username ?? "").includes("\0"), "the user name can be looked up");
}

const encoded = (text: string) => Buffer.from(text, "utf8").toString("base64");
const pair = textOf([":", "::", "alice", "<token>", "prt_", "ptk_", "ü", "pass word", "\0"]);
const headerParts = ["Basic ", "basic  ", "Bearer ", "=", "==", " ", ":", "-_", "YTpi", "/+", "\t"];

/** The Authorization header, at `/v2/token` and at the API. */
export const basic = target({
  inputs: fc.oneof(
    pair.map((text) => `Basic ${encoded(text)}`),
    textOf(headerParts),
  ),
  read: (header) => {
    basicCredentials(header);
    const credentials = readAuthorization(requestWith(header));
    if (credentials) ensureUsable(credentials);
  },
  growing: fc.oneof(
    growingTextOf(headerParts),
    growingTextOf(["a", ":", "\0", "é"], fc.constantFrom("", "alice:")).map(
      (grow) => (size: number) => {
        return `Basic ${encoded(grow(size))}`;
      },
    ),
  ),
});

/** A request as far as the header is concerned. */
function requestWith(authorization: string): IncomingMessage {
  const rawHeaders = ["Authorization", authorization];
  return { rawHeaders, headers: { authorization } } as IncomingMessage; // nothing else is read
}
