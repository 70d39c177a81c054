import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { shellWord } from "../../src/identity/tokens/snippets/quoting.ts";
import { type Chosen, makeFile } from "../../src/operations/configure/kind.ts";
import { kinds } from "../../src/operations/configure/kinds.ts";
import { instances } from "../operations/configure/instances.ts";
import { findProgram, variableOf } from "../support/clients/programs.ts";
import { run } from "../support/processes.ts";

// The programs that read the made files, or their published schemas, take them at every address. Schemas are in programs
// that bin/clients installs: check-jsonschema has those of GitHub, GitLab and compose, kubernetes-validate that of Kubernetes.

const folder = mkdtempSync(join(tmpdir(), "portus-configure-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const username = `o'neill "x" $HOME \${{ github.actor }} \\ #: '''`;
const oddly: Record<string, Chosen[]> = {
  "github-actions": [{}, { username }, { does: "pull" }],
  forgejo: [{}, { username }, { does: "pull" }],
  gitlab: [{}, { username }, { does: "pull" }],
  jenkins: [{}, { username }, { does: "pull" }],
  "pull-secret": [{}, { username, namespace: "web" }],
  compose: [{}, { tls: "caddy" }, { tls: "none", registry: "2" }],
  caddy: [{}, { tls: "internal" }],
};

/** The files of a kind, written to a path that the program expects. */
function filesOf(name: string, place?: string): string[] {
  const kind = kinds.find((it) => it.name === name) ?? assert.fail(name);
  return Object.values(instances).flatMap((instance, at) =>
    (oddly[name] ?? [{}]).map((chosen, variant) => {
      const directory = join(folder, name, `${at}-${variant}`);
      mkdirSync(join(directory, place ?? "."), { recursive: true });
      const file = join(directory, place ?? ".", kind.file);
      writeFileSync(file, makeFile(kind, chosen, instance).text);
      return file;
    }),
  );
}

function program(t: TestContext, name: string): string | null {
  const found = findProgram(name);
  if (!found) t.skip(`${name} is not on this machine: bin/clients ${name}, or ${variableOf(name)}`);
  return found;
}

function takes(command: string[], env = {}): void {
  const { status, output } = run(command, env);
  assert.equal(status, 0, `${command.join(" ")}\n${output}`);
}

describe("programs and schemas take what is made for them", () => {
  for (const [kind, schema] of [
    ["github-actions", "vendor.github-workflows"],
    ["gitlab", "vendor.gitlab-ci"],
    ["compose", "vendor.compose-spec"],
  ] as const)
    test(`${kind} at ${schema}`, (t) => {
      const check = program(t, "check-jsonschema");
      if (check) takes([check, "--builtin-schema", schema, ...filesOf(kind)]);
    });

  for (const kind of ["github-actions", "forgejo"])
    test(`${kind} at actionlint`, (t) => {
      const lint = program(t, "actionlint");
      const config = join(folder, "actionlint.yaml");
      writeFileSync(config, "self-hosted-runner: { labels: [docker] }\n"); // Forgejo's
      if (lint) takes([lint, "-config-file", config, "-shellcheck=", ...filesOf(kind)]);
    });

  for (const kind of ["kubernetes", "kaniko", "pull-secret"])
    test(`${kind} at Kubernetes's schema`, (t) => {
      const validate = program(t, "kubernetes-validate");
      if (validate) takes([validate, "--strict", ...filesOf(kind)]);
    });

  test("buildx at docker buildx bake", (t) => {
    const bake = program(t, "docker-buildx");
    if (!bake) return;
    for (const file of filesOf("buildx")) {
      const { status, output } = run([bake, "bake", "--print", "--file", file], { HOME: folder });
      assert.equal(status, 0, output);
      assert.match(output, /"tags": \[\s*"[^"]+\/your-namespace\/app:latest"/);
    }
  });

  test("helm at the chart docker-registry", (t) => {
    const helm = program(t, "helm");
    const chart = process.env.DOCKER_REGISTRY_CHART;
    if (!chart) return t.skip("DOCKER_REGISTRY_CHART names no folder with the chart of twuni");
    for (const file of filesOf("helm"))
      if (helm) takes([helm, "template", "registry", chart, "--values", file]);
  });

  test("jenkins at Groovy", (t) => {
    const groovy = program(t, "groovy");
    if (!groovy) return;
    const files = filesOf("jenkins").map((file) => readFileSync(file, "utf8"));
    const calls = files.map((text, at) => `def file${at} = { -> ${text} }\nfile${at}()\n`);
    const script = join(folder, "jenkins.groovy");
    writeFileSync(script, steps + calls.join(""));

    const { status, output } = run([groovy, script], { HOME: folder });

    assert.equal(status, 0, output);
    assert.equal(output.match(/docker login /g)?.length, files.length);
    assert.ok(output.includes(`--username ${shellWord(username)} `));
  });
});

/** The steps of a pipeline, which run their blocks and print their scripts. */
const steps = `
def pipeline(Closure body) { body() }
def agent(Object where) { }
def getAny() { null }
def stages(Closure body) { body() }
def stage(String name, Closure body) { body() }
def steps(Closure body) { body() }
def string(Map credential) { credential }
def withCredentials(List credentials, Closure body) { body() }
def sh(String script) { println script }
`;
