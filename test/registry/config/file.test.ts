import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { registryConfig, registrySettings } from "../../../src/registry/config/file.ts";
import { registryConfigText } from "../../../src/registry/config/write.ts";

const settings = registrySettings(config);

test("config.yml names the token endpoint, the service and the issuer of Portus's tokens", () => {
  const text = registryConfig(settings);

  assert.match(text, /realm: "http:\/\/portus\.test\.lan:3000\/v2\/token"/);
  assert.match(text, /service: "registry\.test\.lan:5000"/);
  assert.match(text, /issuer: "portus\.test\.lan"/);
});

test("config.yml enables deletion and sends notifications with the secret and references, without blobs", () => {
  const text = registryConfig(settings);

  assert.match(text, /url: "http:\/\/portus\.test\.lan:3000\/v2\/webhooks\/events"/);
  assert.ok(text.includes(`Authorization: ["Bearer ${config.eventsSecret}"]`));
  assert.match(text, /events: \{includereferences: true\}/);
  assert.match(text, /ignoredmediatypes: \[application\/octet-stream\]/);
  assert.match(text, /delete: \{enabled: true\}/);
});

test("the HTTP secret is the same at every start and differs from the instance's secret", () => {
  assert.equal(settings.httpSecret, registrySettings(config).httpSecret);
  assert.notEqual(settings.httpSecret, config.secret);
});

test("only the config for registry 3 names the signing algorithms", () => {
  assert.match(registryConfig({ ...settings, version: 3 }), /signingalgorithms: \[ES256\]/);
  assert.doesNotMatch(registryConfig({ ...settings, version: 2 }), /signingalgorithms/);
});

test("a secret with quotes, colons and line ends stays one string", () => {
  const secret = 'a "b": c\n#d';
  const text = registryConfig({ ...settings, eventsSecret: secret });

  assert.ok(text.includes(JSON.stringify(`Bearer ${secret}`)));
});

test("registry-config has options for the listen address, the storage and the URLs", () => {
  const text = registryConfigText({ registry: "2", listen: ":5000", storage: "/srv" });

  assert.match(text, /addr: ":5000"/);
  assert.match(text, /rootdirectory: "\/srv"/);
});

test("registry-config refuses addresses that no registry could use", () => {
  for (const listen of ["banana", "localhost", "a:99999", "http://a:5000", ""])
    assert.throws(() => registryConfigText({ listen }), /--listen must be/, listen);
  for (const option of ["realm", "events-url"])
    for (const address of ["notaurl", "ftp://portus", ""])
      assert.throws(() => registryConfigText({ [option]: address }), /must be an http or https/);
  assert.throws(() => registryConfigText({ storage: "" }), /--storage must be/);
});

test("registry-config refuses a registry that it does not know", () => {
  assert.throws(() => registryConfigText({ registry: "1" }), /Choose 2 \(2\.8\) or 3/);
});
