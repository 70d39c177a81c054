import { existsSync } from "node:fs";
import { join } from "node:path";
import { expectOutput, loginAs, repositoryOf } from "../support/clients/commands.ts";
import { type At, type Client, testClient } from "../support/clients/matrix.ts";
import { password } from "../support/clients/people.ts";
import { findProgram, versionOf } from "../support/clients/programs.ts";
import { startClientSetup } from "../support/clients/setup.ts";
import { must, run } from "../support/processes.ts";

// Signers push a signature of an image, and pull it to verify it.

const setup = await startClientSetup();
const program = (name: string) => findProgram(name) ?? name;
const http = ["--allow-insecure-registry", "--allow-http-registry"];

/** Pushes the image under this reference if it is in ben's namespace, and returns the image to sign, by digest. */
function imageAt({ env, ref }: At): string {
  const copy = ["skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false"];
  if (repositoryOf(ref).includes("/ben/"))
    must([...copy, `oci:${setup.image.directory}`, `docker://${ref}`], env);
  const repository = repositoryOf(ref).includes("/ada/")
    ? `${setup.host}/ada/base`
    : repositoryOf(ref);
  return `${repository}@${setup.image.root.digest}`;
}

const cosignKey = join(setup.stack.directory, "signer");
const signing = ["--tlog-upload=false", "--use-signing-config=false", "--yes"];

const cosign: Client = {
  name: "cosign",
  needs: ["cosign"],
  version: () => versionOf(program("cosign"), "github.com/sigstore/cosign/v3"),
  prepare: ({ env }) => {
    const made = ["generate-key-pair", "--output-key-prefix", cosignKey];
    if (!existsSync(`${cosignKey}.key`)) must([program("cosign"), ...made], env);
  },
  actions: {
    login: ({ env }) => run([program("cosign"), "login", ...loginAs(setup.host)], env, password),
    push: (at) => {
      const sign = ["sign", ...signing, "--key", `${cosignKey}.key`, ...http, imageAt(at)];
      return run([program("cosign"), ...sign], at.env);
    },
    pull: (at) => {
      const verify = ["verify", "--key", `${cosignKey}.pub`, "--insecure-ignore-tlog=true"];
      return run([program("cosign"), ...verify, ...http, at.ref], at.env);
    },
    list: "cosign has no command for it",
    referrers: (at) =>
      expectOutput(/sigstore|cosign/, run([program("cosign"), "tree", ...http, at.ref], at.env)),
    delete: "cosign clean was not tried",
  },
};

const notation: Client = {
  name: "notation",
  needs: ["notation"],
  version: () => versionOf(program("notation"), "github.com/notaryproject/notation"),
  prepare: ({ env }) => {
    const made = ["cert", "generate-test", "--default", "portus.example"];
    if (!existsSync(join(env.HOME ?? "", ".config/notation/signingkeys.json")))
      must([program("notation"), ...made], env);
  },
  actions: {
    login: "notation login wants a credentials store; it reads docker's config.json",
    push: (at) => run([program("notation"), "sign", "--insecure-registry", imageAt(at)], at.env),
    pull: (at) => run([program("notation"), "inspect", "--insecure-registry", at.ref], at.env),
    list: "notation has no command for it",
    referrers: (at) =>
      expectOutput(
        /notary\.signature\n.*sha256:/,
        run([program("notation"), "ls", "--insecure-registry", at.ref], at.env),
      ),
    delete: "notation has no command for it",
  },
};

for (const client of [cosign, notation]) testClient(setup, client);
