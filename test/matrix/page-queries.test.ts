import assert from "node:assert/strict";
import { describe, test } from "node:test";
import express from "express";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { address } from "./address.ts";
import { type Client, pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";
import type { Row } from "./table.ts";

// No filter of an address is dropped without a word: the page says that it ignored it, or refuses it.

const lookedUp = new Set<string>();
recordLookups();

const app = await useApp();
const teams = await makeTwoTeams();
const clients = await pageClients(app, teams);

/** The pages that somebody can open, each with a client that can. */
const opened = pages.flatMap(({ route, expected }: Row): { route: Route; open: Client }[] => {
  const who = ["adm", "own", "anon"].find((it) => expected[it] === "200");
  const open = who && clients[who];
  return open && route.startsWith("GET ") ? [{ route, open }] : [];
});

/** Fields of the retention rules, which take several values and refuse what is not a pattern. */
const lists = ["matchingPatterns", "protectingPatterns"];

const odd = [
  (name: string) => `${name}=${"x".repeat(10_000)}`,
  (name: string) => `${name}=1&${name}=2&${name}=3`,
  (name: string) => `${name}[]=%3Cx`,
];

for (const { route, open } of opened)
  test(`${route} says what it can't read in its address`, async () => {
    lookedUp.clear();
    const [path = "", query] = address(route, teams.north).split("?");
    await open(route, address(route, teams.north), {});
    const names = [...lookedUp].filter((name) => /^\w+$/.test(name) && !lists.includes(name));

    for (const name of names)
      for (const written of odd.map((write) => write(name))) {
        const others = new URLSearchParams(query);
        others.delete(name);
        const { code, text, html } = await open(route, `${path}?${others}&${written}`, {});

        const place = `${written.slice(0, 30)}: ${code}`;
        assert.match(code, /^[234]/, place);
        assert.doesNotMatch(text, /<x/, place);
        if (!html || code !== "200" || /class="field__error"/.test(text)) continue;
        assert.ok(text.includes(`Ignored in this address: ${name}`), `${place} ${noteIn(text)}`);
      }
  });

test("the pages look up many parameters", async () => {
  lookedUp.clear();
  for (const { route, open } of opened) await open(route, address(route, teams.north), {});

  for (const name of ["q", "kind", "sort", "older", "from", "days", "person", "state", "package"])
    assert.ok(lookedUp.has(name), name);
});

const repository = "/repositories/north/app";

describe("the note says why, and what is allowed", () => {
  for (const [path, note] of [
    ["/activity?from=2026-13-45", "from=2026-13-45 (not a date)"],
    ["/activity?from=1812-01-01", "from=1812-01-01 (before 1970)"],
    [
      `/activity?person=${"p".repeat(300)}&mine=2`,
      `person=${"p".repeat(40)}… (longer than 255 characters); mine=2 (not 1)`,
    ],
    ["/activity?older=yesterday", "older=yesterday (not a position in this list)"],
    ["/repositories?namespace[]=x", "namespace[]=x (write namespace=)"],
    ["/repositories?q=a&q=b", "q=a&amp;q=b (given more than once)"],
    ["/repositories?visibility=open", "visibility=open (not one of private, protected, public)"],
    ["/teams?sort=size", "sort=size (not one of created, name)"],
    ["/repositories?sort=name&older=t1~1", "older=t1~1 (not a position in this list)"],
    [`${repository}/-/timeline?days=-1`, "days=-1 (not one of 7, 30, 90, 365)"],
    [`${repository}/-/usage?days=12`, "days=12 (not one of 30, 90)"],
    [`${repository}/-/usage?newer=x`, "newer=x (not a position in this list)"],
    [`${repository}/-/sizes?from=-3`, "from=-3 (not a whole number)"],
    [`${repository}/-/sizes?from=9999999`, "from=9999999 (more than 1000000)"],
    [`${repository}?sort=age`, "sort=age (not one of pushed, version, name, size, pulled)"],
    [`${repository}?sort=size&older=x-1`, "older=x-1 (not a position in this list)"],
    ["/admin/events?state=lost&before=x", "before=x (not the number of an event)"],
    ["/sizes?namespace=web", "namespace=web (send a whole number)"],
    ["/permissions/matrix?people=%E2%80%AEx", "people=\ufffdx (not a whole number)"],
    ["/search?q=north&kind=fish", "kind=fish (nothing of this kind was found)"],
    ["/explore?older=x", "older=x (not a position in this list)"],
  ] as const)
    test(path.slice(0, 60), async () => {
      const answer = await clients.adm?.("GET /", path, {});

      assert.equal(answer?.code, "200");
      assert.ok(noteIn(answer?.text).endsWith(`${note}.`), noteIn(answer?.text));
    });
});

test("blank values, and names that a page does not have, are nothing to speak of", async () => {
  const path = "/activity?from=&kind=&person=%20&person=&older=&sort=odd&utm_source=mail";
  const answer = await clients.adm?.("GET /", path, {});

  assert.equal(noteIn(answer?.text), "");
});

test("a form shows again what was typed in its field", async () => {
  const long = "p".repeat(300);
  const answer = await clients.adm?.("GET /", `/activity?person=${long}`, {});

  assert.ok(answer?.text.includes(`name="person" value="${long}"`));
});

test("an export with a filter that can't be read is refused", async () => {
  for (const format of ["csv", "ndjson"]) {
    const answer = await clients.adm?.("GET /", `/admin/activities.${format}?from=2026-13-45`, {});

    assert.equal(answer?.code, "422");
    assert.match(answer?.text ?? "", /Nothing was exported\..* from=2026-13-45 \(not a date\)/);
  }
});

/** The sentence in the page; "" if it has none. */
const noteIn = (text = "") => /Ignored in this address: [^<]*/.exec(text)?.[0] ?? "";

/** Remembers the names that pages look up in the query, so that the test knows the parameters of each. */
function recordLookups(): void {
  const { get } = Object.getOwnPropertyDescriptor(express.request, "query") ?? {};
  Object.defineProperty(express.request, "query", {
    configurable: true,
    get() {
      return new Proxy(get?.call(this), {
        get(query, name) {
          lookedUp.add(String(name));
          return Reflect.get(query, name);
        },
      });
    },
  });
}
