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

test("a refused request says what the limit or the reason is", async () => {
  const large = await post(JSON.stringify({ name: "x".repeat(1_100_000) }), json);
  assert.match(large.message, /^This is larger than 1 MB, /);
  const zipped = await post('{"name":"x"}', { ...json, "content-encoding": "gzip" });
  assert.match(zipped.message, /^The body is not compressed as its Content-Encoding says\./);
  for (const [name, what] of [
    [["a"], "a list"],
    [{ a: 1 }, "an object"],
    [7, "a number"],
    [null, "null"],
  ] as const)
    assert.deepEqual((await post(JSON.stringify({ name }), json)).message.name, [
      `Send text, not ${what}.`,
    ]);
  const ownerless = await post('{"name":"okns"}', json, "/namespaces");
  assert.deepEqual(ownerless.message, { team: ["Name the team that owns the namespace."] });
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

test("A11: a body of another type is 415, one without a type is JSON", async () => {
  const xml = await post("<a/>", { "content-type": "text/xml" });
  assert.equal(xml.status, 415);
  assert.match(xml.message, /^Portus does not read bodies of type text\/xml\. /);
  assert.match(
    (await post("x", { "content-type": "text/plain" })).message,
    /Send the body as JSON/,
  );
  const untyped = await fetch(`${app.url}/api/v1/teams`, {
    method: "POST",
    headers: { "portus-auth": as },
    body: new Blob(['{"name":"untyped"}']),
  });
  assert.equal(untyped.status, 201);
});

test("a body that is no object, is nested or has too much in it is refused before it is looked at", async () => {
  for (const text of ["[]", "5", '"x"', "true"])
    assert.ok(Array.isArray((await post(text, json)).message.base), text);
  assert.equal((await post("null", json)).status, 422);
  const nested = (levels: number) => `{"name":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  for (const levels of [64, 10_000])
    assert.deepEqual((await post(nested(levels), json)).message, {
      base: ["The body is nested too deeply (at most 64 levels)."],
    });
  assert.ok((await post(nested(63), json)).message.name);
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`field${at}`, 1]));
  assert.deepEqual((await post(JSON.stringify(many), json)).message.base, [
    "Too many fields: at most 100.",
  ]);
  const long = await post(JSON.stringify({ name: "x".repeat(60_000) }), json);
  assert.deepEqual(long.message, { name: ["This is too long: the limit is 255 characters."] });
  const proto = await post('{"name":"p","__proto__":{"admin":true}}', json);
  assert.equal(proto.status, 422);
});
