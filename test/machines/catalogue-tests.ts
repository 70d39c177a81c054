import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, type TestContext, test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { startEngine } from "../support/clients/docker-engine.ts";
import { artifactLayout, imageLayout, type Layout } from "../support/clients/oci-layouts.ts";
import { password } from "../support/clients/people.ts";
import { findProgram, variableOf } from "../support/clients/programs.ts";
import { must } from "../support/processes.ts";
import {
  type ProxiedStack,
  type Proxy as ProxyName,
  startProxiedStack,
} from "../support/proxied-stack.ts";
import { until } from "../support/waiting.ts";
import { clients, run } from "./catalogue-clients.ts";

// Real clients list repositories and tags through the proxies of deploy/. Each person logs in once.

const people = ["mara", "jonas", "open"] as const;
type Person = (typeof people)[number] | "nobody";

const pullable: Record<Person, string[]> = {
  mara: ["mara/app", "mara/app-two", "open/tool"],
  jonas: ["jonas/secret", "open/tool"],
  open: ["open/tool"],
  nobody: ["open/tool"],
};
const tags = ["1.0", "2.0", "latest"];

/** Declares the tests of the lists behind a proxy. */
export async function testCatalogue(proxy: ProxyName): Promise<void> {
  const front = await startProxiedStack(proxy);
  const { host } = front;
  const homes = Object.fromEntries(
    [...people, "nobody"].map((name) => [name, home(front, name)]),
  ) as Record<Person, Record<string, string>>;

  const runClient = async (t: TestContext, client: string, words: string[], as: Person) => {
    const file = findProgram(client);
    if (file) return run([file, ...words], homes[as]);
    t.skip(
      `${client} is not on this machine: put it on the PATH, or name it by ${variableOf(client)}`,
    );
    return null;
  };

  before(async () => {
    for (const name of people) {
      must(["bin/portus", "user", "create", "--password-stdin", name], front.env, password);
      const login = ["login", "--tls-verify=false", "--username", name, "--password-stdin", host];
      must(["skopeo", ...login], homes[name], password);
    }
    await db.namespace.updateMany({ where: { name: "open" }, data: { visibility: "public" } });
    for (const tag of tags) await push(front, homes.mara, `mara/app:${tag}`);
    await push(front, homes.mara, "mara/app-two:1.0");
    await push(front, homes.jonas, "jonas/secret:1.0");
    await push(front, homes.open, "open/tool:1.0");
    await until(async () => (await db.tag.count()) === 6, "Portus to know all tags");
  });

  describe(`C8: behind ${proxy}, clients list what their person may pull`, () => {
    for (const { name, repositories } of clients)
      if (repositories)
        test(`${name}: repositories`, async (t) => {
          for (const person of ["mara", "jonas", "nobody"] as const) {
            const answer = await runClient(t, name, repositories(host), person);
            if (!answer) return;
            assert.equal(answer.status, 0, answer.output);
            assert.deepEqual(namesIn(answer.output, host), pullable[person], person);
          }
        });

    for (const { name, tags: listing } of clients)
      test(`${name}: tags`, async (t) => {
        const answer = await runClient(t, name, listing(`${host}/mara/app`, host), "mara");
        if (!answer) return;
        assert.deepEqual(tagsIn(answer.output), tags, answer.output);

        const refused = await runClient(t, name, listing(`${host}/jonas/secret`, host), "mara");
        assert.notEqual(refused?.status, 0);
        assert.deepEqual(tagsIn(refused?.output ?? ""), []);
      });

    test("crane: a tag is listed at once after its push", async (t) => {
      for (const tag of ["a", "b", "c"]) {
        if (!(await runClient(t, "crane", ["tag", `${host}/mara/app-two:1.0`, tag], "mara")))
          return;
        const answer = await runClient(t, "crane", ["ls", `${host}/mara/app-two`], "mara");
        assert.ok(answer?.output.split("\n").includes(tag), answer?.output);
      }
    });

    test("docker search and podman search find repositories by part of the name", async (t) => {
      const found = await run(
        ["podman", "search", "--tls-verify=false", "--format", "{{.Name}}", `${host}/two`],
        homes.mara,
      );
      assert.deepEqual(namesIn(found.output, host), ["mara/app-two"]);

      const engine = await startEngine();
      if ("why" in engine) return t.skip(engine.why);
      const docker = async (as: Person, text: string) => {
        const words = ["search", "--format", "{{.Name}}", `${host}/${text}`];
        const { output } = await run(["docker", "--host", engine.host, ...words], homes[as]);
        return namesIn(output, host);
      };
      assert.deepEqual(await docker("mara", "app"), ["mara/app", "mara/app-two"]);
      assert.deepEqual(await docker("jonas", "app"), []);
      assert.deepEqual(await docker("nobody", "tool"), ["open/tool"]);
    });

    test("lists are paginated, and their links lead through the proxy", () => {
      const curl = (path: string, ...more: string[]) =>
        must(["curl", "--silent", "--include", ...more, `http://${host}${path}`]);
      const asked = curl(
        `/v2/token?service=${host}&scope=repository:mara/app:pull`,
        "--user",
        `mara:${password}`,
      );
      const [, token] = /"token":"([^"]+)"/.exec(asked) ?? [];
      const bearer = ["--header", `Authorization: Bearer ${token}`];
      for (const [start, all] of [
        ["/v2/_catalog?n=2", pullable.mara],
        ["/v2/mara/app/tags/list?n=2", tags],
      ] as const) {
        const seen: string[] = [];
        for (let path: string | undefined = start; path; ) {
          const answer = curl(path, ...bearer);
          assert.match(answer, /^HTTP\S+ 200/);
          seen.push(
            ...(/\[([^\]]*)\]/.exec(answer)?.[1] ?? "")
              .split(",")
              .map((it) => it.replaceAll('"', "")),
          );
          path = /^link: <([^>]+)>; rel="next"/im.exec(answer)?.[1];
        }
        assert.deepEqual(seen, [...all]);
      }
    });

    test("an image is pulled, and its attachment is listed as soon as it is pushed", async () => {
      // The last test, since the others list all repositories.
      const name = `${host}/mara/attached`;
      const plain = ["--src-tls-verify=false", "--dest-tls-verify=false", "--preserve-digests"];
      const copy = (from: string, to: string) =>
        must(["skopeo", "--insecure-policy", "copy", ...plain, from, to], homes.mara);
      const subject = imageLayout(mkdtempSync(join(front.directory, "subject-")), "a subject");
      const place = mkdtempSync(join(front.directory, "sbom-"));
      const sbom = artifactLayout(place, "its parts", "application/spdx+json", subject.root);
      copy(`oci:${subject.directory}`, `docker://${name}:1.0`);
      copy(`oci:${sbom.directory}`, `docker://${name}:sbom`);

      const listed = must([...curl, ...bearerFor(host, "attached"), referrersOf(host, subject)]);

      assert.match(listed, new RegExp(`"digest":"${sbom.root.digest}"`));
      copy(`docker://${name}:1.0`, `dir:${join(front.directory, "pulled")}`);
    });
  });
}

const curl = ["curl", "--silent", "--fail"];

/** The words with which curl proves to be mara, who may pull from a repository of hers. */
function bearerFor(host: string, repository: string): string[] {
  const scope = `repository:mara/${repository}:pull`;
  const url = `http://${host}/v2/token?service=${host}&scope=${scope}`;
  const asked = must([...curl, "--user", `mara:${password}`, url]);
  return ["--header", `Authorization: Bearer ${JSON.parse(asked).token}`];
}

const referrersOf = (host: string, { root }: Layout) =>
  `http://${host}/v2/mara/attached/referrers/${root.digest}`;

function home({ directory }: ProxiedStack, name: string): Record<string, string> {
  const place = mkdtempSync(join(directory, `${name}-`));
  writeFileSync(join(place, "config.json"), "{}"); // podman requires the file
  return {
    HOME: place,
    DOCKER_CONFIG: place,
    REGISTRY_AUTH_FILE: join(place, "config.json"),
    XDG_RUNTIME_DIR: place,
  };
}

async function push(front: ProxiedStack, env: Record<string, string>, name: string): Promise<void> {
  const { directory } = imageLayout(mkdtempSync(join(front.directory, "image-")), `image ${name}`);
  const flags = ["--insecure-policy", "copy", "--dest-tls-verify=false"];
  const to = `docker://${front.host}/${name}`;
  const { status, output } = await run(["skopeo", ...flags, `oci:${directory}`, to], env);
  assert.equal(status, 0, output);
}

function namesIn(output: string, host: string): string[] {
  const lines = output.split("\n").map((line) => line.replace(`${host}/`, "").trim());
  return lines.filter((line) => /^(mara|jonas|open)\/\S+$/.test(line));
}

function tagsIn(output: string): string[] {
  const words = output.split(/[\s",]+/);
  return tags.filter((tag) => words.includes(tag));
}
