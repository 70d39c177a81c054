import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { welcome } from "../../../src/main/up/welcome.ts";
import { config } from "../../../src/platform/config/config.ts";
import { realmProblems } from "../../../src/registry/config/realm.ts";
import { realmNotes, registryConfigText } from "../../../src/registry/config/write.ts";

const problems = (url: string, host: string, registryUrl: string | null = null) =>
  realmProblems({ url, host, registryUrl });

describe("a token address that crane, ko, kaniko and cosign refuse is reported with the cure", () => {
  for (const address of [
    "10.1.2.3",
    "127.0.0.1",
    "172.20.1.1",
    "192.168.0.5",
    "169.254.1.1",
    "0.0.0.0",
    "[::1]",
    "[fd00::1]",
    "[fe80::1]",
    "[::ffff:10.1.2.3]",
  ])
    test(`a private address: ${address}`, () => {
      const [problem = "", ...more] = problems(`http://${address}:3000`, "localhost:5000");

      assert.deepEqual(more, []);
      assert.match(problem, /crane, ko, kaniko and cosign will refuse .* private address/);
      assert.match(problem, /same host name .* registry-config --proxy/);
    });

  for (const [url, host] of [
    ["http://10.1.2.3:3000", "10.1.2.3:3000"], // one host for both
    ["https://10.1.2.3", "10.1.2.3"],
    ["http://10.1.2.3", "10.1.2.3:80"],
    ["http://localhost:3000", "localhost:5000"],
    ["http://portus.test.lan:3000", "registry.test.lan:5000"],
    ["https://portus.example.org", "registry.example.org"],
    ["http://100.64.0.1:3000", "registry.test.lan:5000"],
    ["http://203.0.113.5:3000", "203.0.113.5:5000"],
    ["http://portus.example.org", "portus.example.org"],
  ] as const)
    test(`no warning about ${url} for ${host}`, () => {
      assert.deepEqual(problems(url, host, "http://registry:5000"), []);
    });

  for (const [url, host, registryUrl] of [
    ["http://portus.example.org", "registry.example.org", "http://registry:5000"],
    ["http://portus.example.org:3000", "registry.example.org", null],
    ["http://portus.example.org", "registry.example.org:5000", "https://registry.example.org:5000"],
    ["http://localhost:3000", "localhost:5000", "https://localhost:5000"],
  ] as const)
    test(`http tokens for an https registry: ${url} and ${host}`, () => {
      const [problem = ""] = problems(url, host, registryUrl);

      assert.match(problem, /crane, ko, kaniko, cosign and regctl will refuse .* over http/);
      assert.match(problem, /registry-config --proxy/);
    });

  test("registry-config warns in the file that it prints", () => {
    assert.deepEqual(realmNotes({}), []);
    const text = registryConfigText({ realm: "http://10.0.0.5:3000/v2/token" });

    assert.match(text, /^# Note: crane, .*\nversion: 0\.1\n/);
  });

  test("bin/up says to sign up only while there is no account", () => {
    assert.match(
      welcome(config, { setupCode: "a-code" }),
      /1\. Open \S+\/sign-up\?setup_code=a-code\n\s+and sign up\. The first person becomes admin/,
    );
    assert.match(welcome(config, { setupCode: null }), /1\. Open \S+ and sign in\.\n/);
  });

  test("bin/up warns when everything is up", () => {
    const home = { ...config, url: "http://192.168.1.5:3000" };

    assert.match(
      welcome(home, { setupCode: null }),
      /Note: crane, ko, kaniko and cosign will refuse/,
    );
    assert.doesNotMatch(welcome(config, { setupCode: null }), /Note:/);
  });
});
