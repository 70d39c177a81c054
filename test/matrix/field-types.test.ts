import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { endpoints } from "../../src/main/api.ts";
import type { Endpoint } from "../../src/platform/http/api/endpoint.ts";
import {
  type Field,
  fieldsOf,
  maxItemCount,
  maxTextLength,
} from "../../src/platform/http/api/fields.ts";
import { useApp } from "../support/app.ts";
import { rowDigests } from "../support/data/row-digests.ts";
import { makeApplicationToken, makeTwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { address } from "./address.ts";
import { bodyFor } from "./bodies.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const { header } = await makeApplicationToken(teams.admin);

const withBody = endpoints.flatMap((it) => (it.body ? [{ ...it, body: it.body }] : []));
const routeOf = ({ method, path }: Endpoint) => `${method.toUpperCase()} /api/v1${path}` as Route;

async function send(it: Endpoint, body: unknown) {
  const route = routeOf(it);
  const res = await fetch(app.url + address(route, teams.north), {
    method: it.method.toUpperCase(),
    headers: { "portus-auth": header, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await res.text();
  return { status: res.status, message: text ? JSON.parse(text).message : {} };
}

/** Values of the types that a field does not accept. */
function wrongFor(field: Field): unknown[] {
  const kinds = kindsOf(field);
  const one = { string: "\u0001?", number: 1.5, boolean: true, object: {}, array: [{}] };
  const wrong = Object.entries(one).filter(([kind]) => kind === "object" || !kinds.has(kind));
  return [...wrong.map(([, value]) => value), ...(kinds.has("array") ? [[5]] : [])];
}

function kindsOf({ type, anyOf, enum: choice, const: only }: Field): Set<string> {
  if (anyOf) return new Set(anyOf.flatMap((it) => [...kindsOf(it)]));
  if (choice) return new Set(choice.map((it) => typeof it));
  return new Set([type === "integer" ? "number" : (type ?? typeof only)]);
}

for (const it of withBody)
  describe(`A5, A9: ${routeOf(it)} names a field of the wrong type`, () => {
    for (const [name, field] of Object.entries(fieldsOf(it.body)))
      test(name, async () => {
        const before = await rowDigests();
        for (const value of wrongFor(field)) {
          const bare = { ...bodyFor(routeOf(it), teams), [name]: value };
          for (const body of it.wrapper ? [bare, { [it.wrapper]: bare }] : [bare]) {
            const { status, message } = await send(it, body);

            assert.equal(status, 422, JSON.stringify({ body, message }));
            assert.ok(Array.isArray(message[name]), JSON.stringify({ body, message }));
          }
        }
        assert.deepEqual(await rowDigests(), before);
      });
  });

describe("A7: the wrapper decides how a body is read, whatever it contains", () => {
  for (const it of withBody.filter(({ wrapper }) => wrapper))
    test(routeOf(it), async () => {
      const wrapper = it.wrapper ?? "";
      const before = await rowDigests();

      const unknown = await send(it, { [wrapper]: { surprise: 1 } });
      const empty = await send(it, { [wrapper]: "text" });
      const beside = await send(it, { [wrapper]: {}, surprise: 1 });

      assert.deepEqual([unknown.status, empty.status, beside.status], [422, 422, 422]);
      assert.ok(unknown.message.surprise && empty.message[wrapper] && beside.message.surprise);
      assert.deepEqual(await rowDigests(), before);
    });
});

describe("every text and list in a body has a maximum length", () => {
  for (const it of withBody)
    test(routeOf(it), () => {
      for (const [name, field] of Object.entries(fieldsOf(it.body))) {
        assert.ok(maxTextLength(field) <= 200_000, `${name} may be of any length`);
        assert.ok(maxItemCount(field) <= 1000, `${name} may have any number of items`);
      }
    });
});
