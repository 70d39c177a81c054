import assert from "node:assert/strict";
import { test } from "node:test";
import { hostnameIn } from "../../../src/platform/hostname.ts";
import { isOwnHost } from "../../../src/platform/http/hosts.ts";

const names: Record<string, string | null> = {
  "portus.example.org": "portus.example.org",
  "PORTUS.example.org:443": "portus.example.org",
  "portus.example.org.": "portus.example.org",
  "portus_web:3000": "portus_web",
  "10.0.0.1:65535": "10.0.0.1",
  "[2001:db8::1]:3000": "[2001:db8::1]",
  "": null,
  ":3000": null,
  "a:": null,
  "a:65536": null,
  "a:1:2": null,
  "a b": null,
  "a/b": null,
  "a@b": null,
  "a\\b": null,
  "a,b": null,
  ".a": null,
  "2001:db8::1": null,
  "[2001:db8::1": null,
  "[:::]": null,
  "a\u0000": null,
  [`${"a".repeat(262)}`]: null,
};

for (const [host, name] of Object.entries(names))
  test(`the Host header ${JSON.stringify(host.slice(0, 30))} names ${name}`, () => {
    assert.equal(hostnameIn(host), name);
  });

test("S1: a Host header of 1 MB takes no longer than one that is read", () => {
  const long = [".", "a.", "[", "[:", "1:", "a-"].map((part) =>
    part.repeat(1_000_000 / part.length),
  );
  const start = process.cpuUsage();

  for (const host of long) assert.equal(isOwnHost(host), false);

  assert.ok(process.cpuUsage(start).user < 50_000);
});
