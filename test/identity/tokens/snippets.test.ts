import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import {
  forgejoWorkflow,
  githubWorkflow,
  gitlabJob,
  jenkinsPipeline,
} from "../../../src/identity/tokens/snippets/ci.ts";
import { jobLines, type Use } from "../../../src/identity/tokens/snippets/commands.ts";
import {
  kubectlCommand,
  podSpec,
  secretFile,
} from "../../../src/identity/tokens/snippets/kubernetes.ts";
import { snippetsFor } from "../../../src/identity/tokens/snippets/snippets.ts";
import { readYaml } from "../../support/lab/yaml.ts";

const secret = "ptk_abcdefghijklmnopqrstuvwxyz1234";
const use = (given: Partial<Use> = {}): Use => ({
  host: "registry.test.lan:5000",
  username: "web-team+ci",
  secret,
  repository: "web/app",
  does: "push",
  ...given,
});

const usernames =
  "web-team+ci|mara.k|1|null|yes|o'neill|a\"b|$HOME|a`id`b|back\\slash|a b|# no comment|x: y|'''|ünïcode|-n|{}|*".split(
    "|",
  );

describe("snippets for a new token have its owner's name as it is", () => {
  for (const username of usernames) {
    const given = use({ username });

    test(`in the shell: ${username}`, () => {
      assert.deepEqual(run(jobLines(given, "1.0")), [
        `login --username ${username} --password-stdin ${given.host}`,
        `stdin ${secret}`,
        "build --tag registry.test.lan:5000/web/app:1.0 .",
        "push registry.test.lan:5000/web/app:1.0",
      ]);
    });

    test(`in YAML and Groovy: ${username}`, () => {
      const [github, forgejo, gitlab, file] = readYaml(
        [githubWorkflow(given), forgejoWorkflow(given), gitlabJob(given), secretFile(given)].join(
          "\n---\n",
        ),
      );
      assert.equal(at(github, "jobs", "image", "steps", 1, "with", "username"), username);
      const scripts = [
        at(forgejo, "jobs", "image", "steps", 1, "run"),
        at(gitlab, "build-image", "script", 0),
      ];
      for (const script of scripts)
        assert.equal(
          run(String(script))[0],
          `login --username ${username} --password-stdin ${given.host}`,
        );
      const { auths } = JSON.parse(String(at(file, "stringData", ".dockerconfigjson")));
      assert.deepEqual(auths, { [given.host]: { username, password: secret } });

      const [, body = ""] = /sh '''\n([\s\S]*?)(?<!\\)'''/.exec(jenkinsPipeline(given)) ?? [];
      const script = body.replace(/\\(.)/g, "$1");
      assert.equal(run(script)[0], `login --username ${username} --password-stdin ${given.host}`);
    });

    test(`for kubectl: ${username}`, () => {
      const [words = ""] = run(kubectlCommand(given));
      assert.match(words, /^create secret docker-registry portus --docker-server=registry/);
      assert.ok(words.includes(` --docker-username=${username} --docker-password=${secret}`));
    });
  }
});

test("a token that may only pull pulls, and one that may do neither only logs in", () => {
  for (const [does, lines] of [
    ["pull", ["pull registry.test.lan:5000/web/app:latest"]],
    ["login", []],
  ] as const) {
    assert.deepEqual(run(jobLines(use({ does }), "1.0")).slice(2), lines);
    const all = JSON.stringify(snippetsFor(use({ does })));
    assert.doesNotMatch(all, /docker build|docker push|build-push/);
    assert.equal(all.includes("docker pull"), does === "pull");
  }
});

test("only the file for Kubernetes has the secret in it", () => {
  const having = snippetsFor(use()).filter(({ steps }) => JSON.stringify(steps).includes(secret));

  assert.deepEqual(
    having.map(({ label }) => label),
    ["Kubernetes"],
  );
});

test("a pod pulls with the secret that the command creates", () => {
  const [pod] = readYaml(podSpec(use()));

  assert.deepEqual(at(pod, "spec", "imagePullSecrets"), [{ name: "portus" }]);
  assert.equal(at(pod, "spec", "containers", 0, "image"), "registry.test.lan:5000/web/app:latest");
});

/** What the commands of a script get: their words, and what login reads. */
function run(script: string): string[] {
  const tool = 'echo "$*"; case "$1" in login) echo "stdin $(cat)";; esac';
  const stubs = ["docker", "podman", "kubectl"].map((name) => `${name}() { ${tool}; }`);
  const options = {
    env: { PORTUS_TOKEN: secret, PATH: "/usr/bin:/bin" },
    encoding: "utf8",
  } as const;
  return execFileSync("bash", ["-ec", [...stubs, script].join("\n")], options)
    .trim()
    .split("\n");
}

function at(value: unknown, ...path: (string | number)[]): unknown {
  const inner = (of: unknown, key: string | number) =>
    Object.entries(of ?? {}).find(([name]) => name === String(key))?.[1];
  return path.reduce(inner, value);
}
