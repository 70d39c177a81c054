import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOfJsonError } from "../../../../src/platform/http/input/json-error.ts";
import { useApp } from "../../../support/app.ts";
import { makePerson, password } from "../../../support/data/factories.ts";

const app = await useApp();
const { user } = await makePerson({ admin: true });
const as = `${user.username}:${password}`;

async function post(body: string, headers: Record<string, string>, path = "/teams") {
  const init = { method: "POST", headers: { "portus-auth": as, ...headers }, body };
  const res = await fetch(`${app.url}/api/v1${path}`, init);
  const text = await res.text();
  return { status: res.status, message: text && JSON.parse(text).message };
}

const json = { "content-type": "application/json" };

test("A11: malformed JSON is answered with what, where and what to do", async () => {
  const { status, message } = await post('{\n  "name": "web",\n}', json);

  assert.equal(status, 400);
  assert.equal(
    message,
    "The body is not valid JSON. It goes wrong at line 3, column 1. Check the quotes, commas and brackets there, and send it again.",
  );
  for (const text of ["{", "{'name': 1}", "[1 2]", "nul", '{"a":1}}', '"\u0001"', "{,}", '{"a" 1}'])
    assert.match((await post(text, json)).message, /not valid JSON\. It (goes wrong|ends)/, text);
});

test("where JSON goes wrong agrees with whether it does", () => {
  const good = ['{"a":[1,-2.5e3,true,null,{}],"b":"\\u00e9\\n\\""}', " [] ", '"x"', "0", "[[],{}]"];
  for (const text of good) assert.equal(placeOfJsonError(text), "", text);
  for (const text of good.map((it) => it.trim().slice(0, -1)).filter((it) => it.length > 0))
    assert.notEqual(placeOfJsonError(text), "", text);
  assert.equal(placeOfJsonError(`{"a":1,\n "b":tru}`), "It goes wrong at line 2, column 6.");
});

test("a body that is too large is refused with the limit", async () => {
  const { message } = await post(JSON.stringify({ name: "x".repeat(1_100_000) }), json);

  assert.match(message, /^This is larger than 1 MB, /);
});

test("a body that is not compressed as it says is refused with the reason", async () => {
  const { message } = await post('{"name":"x"}', { ...json, "content-encoding": "gzip" });

  assert.match(message, /^The body is not compressed as its Content-Encoding says\./);
});

for (const [name, what] of [
  [["a"], "a list"],
  [{ a: 1 }, "an object"],
  [7, "a number"],
  [null, "null"],
] as const)
  test(`a field of text does not take ${what}`, async () => {
    const { message } = await post(JSON.stringify({ name }), json);

    assert.deepEqual(message.name, [`Send text, not ${what}.`]);
  });

test("a namespace without a team is refused with what is missing", async () => {
  const { message } = await post('{"name":"okns"}', json, "/namespaces");

  assert.deepEqual(message, { team: ["Name the team that owns the namespace."] });
});

test("a page outside of the range is refused with the range", async () => {
  const messageOf = async (query: string) => {
    const init = { headers: { "portus-auth": as } };
    return (await (await fetch(`${app.url}/api/v1/teams?${query}`, init)).json()).message;
  };

  assert.deepEqual(await messageOf("page=99999999999999999"), {
    page: ["Send a whole number from 1 to 100,000."],
  });
  assert.deepEqual(await messageOf("per_page=0"), {
    per_page: ["Send a whole number from 1 to 1,000."],
  });
});

for (const [type, message] of [
  ["text/xml", /^Portus does not read bodies of type text\/xml\. /],
  ["text/plain", /Send the body as JSON/],
] as const)
  test(`A11: a body of type ${type} is 415`, async () => {
    const answer = await post("<a/>", { "content-type": type });

    assert.equal(answer.status, 415);
    assert.match(answer.message, message);
  });

test("A11: a body without a type is JSON", async () => {
  const { status } = await fetch(`${app.url}/api/v1/teams`, {
    method: "POST",
    headers: { "portus-auth": as },
    body: new Blob(['{"name":"untyped"}']),
  });

  assert.equal(status, 201);
});

for (const text of ["[]", "5", '"x"', "true"])
  test(`a body that is no object is refused: ${text}`, async () => {
    const { status, message } = await post(text, json);

    assert.equal(status, 422);
    assert.ok(Array.isArray(message.base));
  });

test("a change whose body is a list is refused with what to send", async () => {
  const init = { method: "PUT", headers: { "portus-auth": as, ...json }, body: "[]" };
  const res = await fetch(`${app.url}/api/v1/users/${user.id}`, init);

  assert.equal(res.status, 422);
  assert.match(await res.text(), /Send one JSON object with named fields, not a list/);
});

test("a body that is null is refused", async () => {
  assert.equal((await post("null", json)).status, 422);
});

const nested = (levels: number) => `{"name":${"[".repeat(levels)}${"]".repeat(levels)}}`;

for (const levels of [64, 10_000])
  test(`a body that is nested ${levels} levels deep is refused before it is looked at`, async () => {
    const { message } = await post(nested(levels), json);

    assert.deepEqual(message, { base: ["The body is nested too deeply (at most 64 levels)."] });
  });

test("a body that is nested 63 levels deep is looked at", async () => {
  assert.ok((await post(nested(63), json)).message.name);
});

test("a body with more than a hundred fields is refused", async () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`field${at}`, 1]));

  const { message } = await post(JSON.stringify(many), json);

  assert.deepEqual(message.base, ["Too many fields: at most 100."]);
});

test("a text that is too long is refused with the limit", async () => {
  const { message } = await post(JSON.stringify({ name: "x".repeat(60_000) }), json);

  assert.deepEqual(message, { name: ["This is too long: the limit is 255 characters."] });
});

test("a field called __proto__ is refused", async () => {
  const { status } = await post('{"name":"p","__proto__":{"admin":true}}', json);

  assert.equal(status, 422);
});
