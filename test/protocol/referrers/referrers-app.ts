import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace } from "../../support/data/factories.ts";
import { storeImage, storeReferrer } from "../../support/data/images.ts";

// An application, and in it an image of a public repository with two referrers.

export const app = await useApp();
await ensureKeys();
export const service = "registry.test.lan:5000";
export const sbomType = "application/spdx+json";
export const signatureType = "application/vnd.dev.sigstore.bundle.v0.3+json";

export const namespace = await makeNamespace({ name: "web", visibility: "public" });
export const repository = await makeRepository({ namespace, name: "deeply/nested/app" });
export const image = await storeImage(repository, { tag: "1.0" });
export const sbom = await storeReferrer(repository, image, sbomType, {
  "org.example.made": "by hand",
});
export const signature = await storeReferrer(repository, image, signatureType);

export const access = (name: string, actions = ["pull"]) => [{ type: "repository", name, actions }];

export const tokenFor = (name: string, actions?: string[]) =>
  signToken({ subject: "", service, access: access(name, actions) });

/** Requests a path below /v2 with a token that may pull from the repository, unless another or none is given. */
export async function ask(path: string, token: string | null = tokenFor(repository.fullName)) {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const res = await fetch(`${app.url}/v2/${path}`, { headers });
  const text = await res.text();
  return { status: res.status, headers: res.headers, body: JSON.parse(text) };
}

/** The path of the list of a manifest's referrers. */
export const referrersOf = (digest: string, name = repository.fullName) =>
  `${name}/referrers/${digest}`;
