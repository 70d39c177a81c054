import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { must, run, start } from "../support/processes.ts";
import { startProxiedStack } from "../support/proxied-stack.ts";

// Clients that attach signatures and SBOMs. nginx or Caddy routes the referrers API to Portus.
// A client is found on the PATH or named by ORAS_BIN, REGCTL_BIN, NOTATION_BIN or COSIGN_BIN.

const password = "correct horse battery";
const sbom = "application/spdx+json";
const programs = { oras: "", regctl: "", notation: "", cosign: "" };
for (const name of Object.keys(programs) as (keyof typeof programs)[])
  programs[name] = process.env[`${name.toUpperCase()}_BIN`] ?? found(name);

function found(name: string): string {
  return run(["sh", "-c", `command -v ${name} || true`]).output.trim();
}

/** Runs a client asynchronously, so that this process reads the servers' logs: a full pipe would block them. */
async function runs(command: string[], env: Record<string, string>): Promise<string> {
  const ran = start(command, env);
  const status = await ran.ended;
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}:\n${ran.said()}`);
  return ran.said();
}

const without = (name: keyof typeof programs) =>
  programs[name] ? false : `${name} is not on the PATH, and ${name.toUpperCase()}_BIN is not set`;

for (const proxy of ["nginx", "caddy"] as const) {
  const front = await startProxiedStack(proxy);
  const { host } = front;
  must(["bin/portus", "user", "create", "--password-stdin", "ada"], front.env, password);
  const home = mkdtempSync(join(front.directory, "home-"));
  const env = {
    HOME: home,
    DOCKER_CONFIG: home,
    XDG_CONFIG_HOME: home,
    NOTATION_USERNAME: "ada",
    NOTATION_PASSWORD: password,
    COSIGN_PASSWORD: "",
  };
  const basic = Buffer.from(`ada:${password}`).toString("base64");
  writeFileSync(join(home, "config.json"), JSON.stringify({ auths: { [host]: { auth: basic } } }));

  const oras = (...words: string[]) => runs([programs.oras, ...words], env);
  const plain = "--plain-http";
  const image = async (name: string) => {
    writeFileSync(join(home, "file"), name);
    await oras(
      "push",
      plain,
      "--disable-path-validation",
      `${host}/ada/${name}:1`,
      join(home, "file"),
    );
    return `${host}/ada/${name}:1`;
  };
  const attach = async (to: string, text: string) => {
    writeFileSync(join(home, text), text);
    const file = `${join(home, text)}:text/plain`;
    await oras("attach", plain, "--disable-path-validation", "--artifact-type", sbom, to, file);
  };
  const discovered = async (of: string): Promise<string[]> => {
    const said = JSON.parse(await oras("discover", plain, "--format", "json", of));
    return (said.referrers ?? said.manifests).map((it: { digest: string }) => it.digest);
  };

  test(`C2: behind ${proxy}, oras discovers an attachment at once`, {
    skip: without("oras"),
  }, async () => {
    const app = await image("attached");

    for (let i = 1; i <= 4; i += 1) {
      await attach(app, `sbom-${i}`);
      assert.equal((await discovered(app)).length, i);
    }
  });

  test(`C3: behind ${proxy}, oras copies and attaches after a referrer was deleted`, {
    skip: without("oras"),
  }, async () => {
    const app = await image("deleted");
    await attach(app, "first");
    await attach(app, "second");
    const [gone = "", kept = ""] = await discovered(app);

    await oras("manifest", "delete", plain, "--force", `${app.slice(0, -2)}@${gone}`);

    assert.deepEqual(await discovered(app), [kept]);
    const copy = `${host}/ada/copied:1`;
    await oras("cp", "--recursive", "--from-plain-http", "--to-plain-http", app, copy);
    assert.deepEqual(await discovered(copy), [kept]);
    await attach(app, "third");
    assert.equal((await discovered(app)).length, 2);
  });

  test(`C2, C3: behind ${proxy}, regctl lists an artifact at once, and no longer after deleting it`, {
    skip: without("oras") || without("regctl"),
  }, async () => {
    const app = await image("regctl");
    const regctl = (...words: string[]) =>
      runs([programs.regctl, "--verbosity", "error", ...words], env);
    await regctl("registry", "set", "--tls", "disabled", host);
    const put = (text: string) => {
      writeFileSync(join(home, "note"), text);
      const note = ["--artifact-type", sbom, "--file", join(home, "note")];
      return regctl("artifact", "put", ...note, "--subject", app);
    };
    const list = async () => {
      const format = "{{range .Descriptors}}{{.Digest}} {{end}}";
      const listed = await regctl("artifact", "list", app, "--format", format);
      return listed.split(" ").filter((word) => word.startsWith("sha256:"));
    };

    await put("one");
    assert.equal((await list()).length, 1);
    await put("two");
    const [gone = "", kept = ""] = await list();
    await regctl("manifest", "delete", `${app.slice(0, -2)}@${gone}`);

    assert.deepEqual(await list(), [kept]);
    await put("three");
    assert.equal((await list()).length, 2);
  });

  test(`C2: behind ${proxy}, notation lists a signature at once`, {
    skip: without("oras") || without("notation"),
  }, async () => {
    const app = await image("notation");
    const name = `${app.slice(0, -2)}@${(await oras("resolve", plain, app)).trim()}`;
    run([programs.notation, "cert", "generate-test", "--default", "portus.test"], env);

    await runs([programs.notation, "sign", "--insecure-registry", name], env);

    const listed = await runs([programs.notation, "list", "--insecure-registry", name], env);
    assert.match(listed, /application\/vnd\.cncf\.notary\.signature\s+\S*\s*sha256:/);
  });

  test(`C2: behind ${proxy}, cosign finds an attachment at once`, {
    skip: without("oras") || without("cosign"),
  }, async () => {
    const app = await image("cosign");
    const digest = (await oras("resolve", plain, app)).trim();
    const name = `${app.slice(0, -2)}@${digest}`;
    const cosign = (...words: string[]) => runs([programs.cosign, ...words], env);
    await cosign("generate-key-pair", "--output-key-prefix", join(home, "cosign"));
    const signing = ["--key", join(home, "cosign.key"), "--yes", "--allow-http-registry"];

    await cosign("sign", "--use-signing-config=false", "--tlog-upload=false", ...signing, name);

    assert.equal((await discovered(name)).length, 1);
    const checking = ["--insecure-ignore-tlog", "--allow-http-registry"];
    await cosign("verify", "--key", join(home, "cosign.pub"), ...checking, name);
  });
}
