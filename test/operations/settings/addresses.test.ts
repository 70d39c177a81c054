import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import { WebhookForm } from "../../../src/outbound/webhooks/schemas.ts";
import { readEnvironment } from "../../../src/platform/config/environment.ts";
import { plainWords } from "../../../src/platform/http/input/issues.ts";
import { RegistryForm } from "../../../src/registry/admin/schemas.ts";

const problemsOf = (name: string, value: string) =>
  readEnvironment({ [name]: value }).problems.join("\n");

describe("an address with unusable parts stops the start with the problem, the reason and the cure", () => {
  for (const [value, what] of [
    ["https://example.org/portus", "the path /portus"],
    ["https://example.org/portus/", "the path /portus/"],
    ["https://example.org//x", "the path //x"],
    ["https://example.org/v2/token", "the path /v2/token"],
    ["https://example.org?x=1", "a query"],
    ["https://example.org/?", "a query"],
    ["https://example.org/#top", "a fragment"],
    ["https://example.org#", "a fragment"],
    ["https://mara@example.org", "a user name or password"],
    [
      "https://mara:secret@example.org/x?y#z",
      "a user name or password and the path /x and a query",
    ],
  ] as const)
    for (const name of ["PORTUS_URL", "PORTUS_REGISTRY_URL"])
      test(`${name}=${value}`, () => {
        const problem = problemsOf(name, value);

        assert.match(problem, new RegExp(`^${name} must end after the host and port, without `));
        assert.ok(problem.includes(what), problem);
        assert.match(problem, /Portus (answers at the root|adds that itself)/);
        assert.match(problem, /Write https:\/\/example\.org$/);
        assert.doesNotMatch(problem, /secret/);
      });

  for (const value of ["example.org", "ftp://example.org", "https:example.org", "https://", "x"])
    test(`PORTUS_URL=${value} is not an address`, () => {
      assert.match(problemsOf("PORTUS_URL", value), /must be an http or https address, such as/);
    });

  for (const [value, kept] of [
    ["https://example.org/", "https://example.org"],
    ["https://example.org//", "https://example.org"],
    ["HTTPS://Example.org:443", "https://example.org"],
    ["http://[::1]:3000", "http://[::1]:3000"],
  ] as const)
    test(`PORTUS_URL=${value} is ${kept}`, () => {
      const { env, problems } = readEnvironment({ PORTUS_URL: value });

      assert.deepEqual(problems, []);
      assert.equal(env?.PORTUS_URL, kept);
    });
});

describe("a host has no scheme and no path", () => {
  for (const name of ["PORTUS_REGISTRY_HOST", "PORTUS_REGISTRY_EXTERNAL_HOST"]) {
    for (const [value, why] of [
      ["https://registry.example.org", /Leave out https:\/\/$/],
      ["registry.example.org/v2", /Leave out everything from the slash on$/],
      ["registry.example.org/", /slash/],
      ["registry.example.org:", /host or host:port/],
      ["registry.example.org:0", /host or host:port with a port from 1 to 65535, not 0$/],
      ["registry.example.org:70000", /host or host:port with a port from 1 to 65535, not 70000$/],
      ["registry.example.org:https", /host or host:port with a port from 1 to 65535, not https$/],
      ["registry.example.org:5000:5000", /host or host:port/],
      ["mara@registry.example.org", /host or host:port/],
      ["registry example.org", /host or host:port/],
      ["::1", /host or host:port/],
      ["registry", /clients take "registry" before a slash for a namespace.*registry:5000/],
    ] as const)
      test(`${name}=${value} is refused`, () => {
        assert.match(problemsOf(name, value), new RegExp(`^${name} must`));
        assert.match(problemsOf(name, value), why);
      });

    for (const value of [
      "localhost",
      "localhost:5000",
      "registry:5000",
      "r.example.org",
      "[::1]:5000",
    ])
      test(`${name}=${value} is accepted`, () => {
        assert.equal(problemsOf(name, value), "");
      });
  }

  for (const name of ["HOST", "PORTUS_EMAIL_SMTP_ADDRESS", "PORTUS_EMAIL_SMTP_DOMAIN"]) {
    for (const value of ["http://0.0.0.0", "mail.example.org:587", "mail.example.org/", "a b"])
      test(`${name}=${value} is refused`, () => {
        assert.match(problemsOf(name, value), /without scheme, port or path, such as/);
      });
    for (const value of ["0.0.0.0", "::", "mail.example.org", "localhost"])
      test(`${name}=${value} is accepted`, () => {
        assert.equal(problemsOf(name, value), "");
      });
  }

  test("an issuer can be any text", () => {
    assert.match(problemsOf("PORTUS_ISSUER", "my portus"), /without spaces/);
    assert.equal(problemsOf("PORTUS_ISSUER", "https://portus.example.org/"), "");
  });
});

test("an address with an impossible port is refused with the port", () => {
  const form = { name: "second", hostname: "registry.example.org" };
  const isRefused = (schema: z.ZodType, given: object, port: string) =>
    assert.deepEqual(
      schema.safeParse(given, { error: plainWords }).error?.issues.map(({ message }) => message),
      [`"${port}" is not a port. Use a number from 1 to 65535.`],
    );
  for (const port of ["0", "70000", "123456", "https"]) {
    isRefused(RegistryForm, { ...form, hostname: `registry.test.lan:${port}` }, port);
    isRefused(RegistryForm, { ...form, external_hostname: `[::1]:${port}` }, port);
  }
  for (const port of ["70000", "https"]) {
    isRefused(RegistryForm, { ...form, url: `http://registry.test.lan:${port}/` }, port);
    isRefused(WebhookForm, { name: "x", url: `receiver.test.lan:${port}/hook` }, port);
    assert.match(problemsOf("PORTUS_URL", `http://a.test.lan:${port}`), new RegExp(`not ${port}$`));
  }
});

test("the URL of an added registry has no path either", () => {
  const form = { name: "second", hostname: "registry.example.org" };
  for (const url of ["https://registry.example.org/v2/", "https://a@registry.example.org"]) {
    const { error } = RegistryForm.safeParse({ ...form, url });
    assert.match(JSON.stringify(error?.issues), /begins at \/v2\/ of its host/);
  }
  const kept = RegistryForm.parse({ ...form, url: "https://registry.example.org/" });
  assert.equal(kept.url, "https://registry.example.org");
});
