import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { before, describe, test } from "node:test";
import jwt from "jsonwebtoken";
import { config } from "../../../src/platform/config/config.ts";
import {
  db,
  type Manifest,
  type Namespace,
  type Repository,
} from "../../../src/platform/db/client.ts";
import { makeCa, makeLeaf } from "../../../src/registry/signing/certificates.ts";
import { currentLeaf, ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { useApp } from "../../support/app.ts";
import { digestOf, makeRepository } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry } from "../../support/data/factories.ts";
import {
  imageConfigType,
  storeImage,
  storeManifest,
  storeReferrer,
} from "../../support/data/images.ts";

// OCI distribution spec, "Listing Referrers", with the token that the registry itself would require.

const app = await useApp();
const service = "registry.test.lan:5000";
const sbomType = "application/spdx+json";
const signatureType = "application/vnd.dev.sigstore.bundle.v0.3+json";

let namespace: Namespace;
let repository: Repository;
let image: Manifest;
let sbom: Manifest;
let signature: Manifest;
before(async () => {
  await ensureKeys();
  namespace = await makeNamespace({ name: "web", visibility: "public" });
  repository = await makeRepository({ namespace, name: "deeply/nested/app" });
  image = await storeImage(repository, { tag: "1.0" });
  sbom = await storeReferrer(repository, image, sbomType, { "org.example.made": "by hand" });
  signature = await storeReferrer(repository, image, signatureType);
});

const access = (name: string, actions = ["pull"]) => [{ type: "repository", name, actions }];
const tokenFor = (name: string, actions?: string[]) =>
  signToken({ subject: "", service, access: access(name, actions) });

async function ask(path: string, token: string | null = tokenFor(repository.fullName)) {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const res = await fetch(`${app.url}/v2/${path}`, { headers });
  const text = await res.text();
  return { status: res.status, headers: res.headers, body: JSON.parse(text) };
}

const of = (digest: string, name = repository.fullName) => `${name}/referrers/${digest}`;

test("the referrers of a manifest are an image index with their types, sizes and annotations", async () => {
  const { status, headers, body } = await ask(of(image.digest));

  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), ociIndex);
  assert.equal(headers.get("oci-filters-applied"), null);
  assert.deepEqual([body.schemaVersion, body.mediaType], [2, ociIndex]);
  const { mediaType, digest, size } = sbom;
  const annotations = { "org.example.made": "by hand" };
  assert.deepEqual(
    body.manifests.find((it: { digest: string }) => it.digest === digest),
    { mediaType, digest, size, artifactType: sbomType, annotations },
  );
  assert.equal(body.manifests.length, 2);
});

test("artifactType narrows the index, and the answer says that it did", async () => {
  const narrowed = await ask(
    `${of(image.digest)}?artifactType=${encodeURIComponent(signatureType)}`,
  );
  const none = await ask(`${of(image.digest)}?artifactType=application/none`);

  assert.equal(narrowed.headers.get("oci-filters-applied"), "artifactType");
  assert.deepEqual(digests(narrowed.body), [signature.digest]);
  assert.equal(none.headers.get("oci-filters-applied"), "artifactType");
  assert.deepEqual(none.body.manifests, []);
});

test("a subject without referrers, an unknown subject and an unknown repository have an empty index, never a 404", async () => {
  for (const [path, token] of [
    [of(sbom.digest), undefined],
    [of(digestOf("unknown")), undefined],
    [of(image.digest, "web/unknown"), tokenFor("web/unknown")],
  ] as const) {
    const { status, headers, body } = await ask(path, token);
    assert.deepEqual([status, headers.get("content-type")], [200, ociIndex]);
    assert.deepEqual(body.manifests, []);
  }
});

for (const digest of [
  "sha256:short",
  "latest",
  `sha256:${"g".repeat(64)}`,
  `md5:${"a".repeat(32)}`,
])
  test(`"${digest.slice(0, 20)}" is not a valid digest: 400`, async () => {
    const { status, body } = await ask(of(digest));

    assert.deepEqual([status, body.errors[0].code], [400, "DIGEST_INVALID"]);
  });

test("a NUL in artifactType is ignored", async () => {
  const { status, headers, body } = await ask(`${of(image.digest)}?artifactType=%00`);

  assert.deepEqual([status, headers.get("oci-filters-applied")], [200, null]);
  assert.equal(body.manifests.length, 2);
});

test("an error has the registry's form, not that of a page", async () => {
  const { status, body } = await ask(of("%zz"));

  assert.deepEqual([status, body.errors[0].code], [400, "UNSUPPORTED"]);
});

test("an image with a subject is listed with the type of its config", async () => {
  const subject = { mediaType: image.mediaType, digest: digestOf("subject"), size: 1 };
  const configuration = { mediaType: imageConfigType, digest: digestOf("c"), size: 2 };
  await storeManifest(repository, { config: configuration, layers: [], subject });

  const { body } = await ask(of(subject.digest));

  assert.equal(body.manifests[0].artifactType, imageConfigType);
});

test("entries under the referrers tag are listed too, without repetitions", async () => {
  const other = await storeImage(repository);
  const known = await storeReferrer(repository, other, sbomType);
  const unknown = { mediaType: other.mediaType, digest: digestOf("elsewhere"), size: 77 };
  const listed = [
    { mediaType: known.mediaType, digest: known.digest, size: known.size, artifactType: sbomType },
    { ...unknown, artifactType: "application/vnd.example", annotations: { a: "b" } },
  ];
  const tag = other.digest.replace(":", "-");
  await storeManifest(repository, { manifests: listed }, { type: ociIndex, tag });

  const { body } = await ask(of(other.digest));

  assert.deepEqual(digests(body), [known.digest, unknown.digest].sort());
  const found = body.manifests.find((it: { digest: string }) => it.digest === unknown.digest);
  assert.deepEqual(found, listed[1]);
});

test("a repository lists only its own referrers in its own registry", async () => {
  const twin = await makeRepository({ namespace, name: "twin" });
  const elsewhere = await makeRegistry({ hostname: "other.test.lan:5000" });
  const there = await makeNamespace({ name: "web", registryId: elsewhere.id });
  const namesake = await makeRepository({ namespace: there, name: repository.name });
  await storeReferrer(twin, image, sbomType);
  await storeReferrer(namesake, image, sbomType);

  const { body } = await ask(of(image.digest));

  assert.deepEqual(digests(body), [sbom.digest, signature.digest].sort());
});

describe("a valid token is required, as at the registry", () => {
  const scope = () => `scope="repository:${repository.fullName}:pull"`;

  test("a request without a token gets 401 and the challenge", async () => {
    const { status, headers, body } = await ask(of(image.digest), null);

    assert.deepEqual([status, body.errors[0].code], [401, "UNAUTHORIZED"]);
    const realm = `Bearer realm="${config.url}/v2/token",service="${service}"`;
    assert.equal(headers.get("www-authenticate"), `${realm},${scope()}`);
  });

  test("an anonymous token for a public repository is accepted", async () => {
    const query = new URLSearchParams({ service, scope: `repository:${repository.fullName}:pull` });
    const given = await (await fetch(`${app.url}/v2/token?${query}`)).json();

    assert.equal((await ask(of(image.digest), given.token)).status, 200);
  });

  test("a stranger's token for a private repository is refused", async () => {
    const vault = await makeRepository();
    const query = new URLSearchParams({ service, scope: `repository:${vault.fullName}:pull` });
    const given = await (await fetch(`${app.url}/v2/token?${query}`)).json();

    const { status, headers } = await ask(of(image.digest, vault.fullName), given.token);

    assert.equal(status, 401);
    assert.match(headers.get("www-authenticate") ?? "", /error="insufficient_scope"/);
  });

  test("a token with only delete, for another repository, or for a prefix of the name is insufficient", async () => {
    for (const token of [
      tokenFor(repository.fullName, ["delete"]),
      tokenFor("web/other"),
      tokenFor("web/deeply"),
      signToken({ subject: "", service }),
    ])
      assert.equal((await ask(of(image.digest), token)).status, 401);
    assert.equal((await ask(of(image.digest), tokenFor(repository.fullName, ["*"]))).status, 200);
  });

  test("a token for another audience, expired, not yet valid, from another signer or forged is invalid", async () => {
    const good = jwt.decode(tokenFor(repository.fullName)) as jwt.JwtPayload;
    const leaf = currentLeaf(60);
    const signed = (claims: object, key = leaf.key, header: object = leaf.header) =>
      jwt.sign(claims, key, { algorithm: "ES256", header: header as jwt.JwtHeader });
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const ca = await makeCa("someone else");
    const theirs = await makeLeaf(ca, 3_600_000);
    const x5c = [theirs.certificate.replace(/-----[A-Z ]+-----|\s/g, "")];
    const now = Math.floor(Date.now() / 1000);
    const { exp, ...endless } = good;
    const parts = signed(good).split(".");

    for (const [what, token] of Object.entries({
      audience: signed({ ...good, aud: "elsewhere:5000" }),
      issuer: signed({ ...good, iss: "elsewhere" }),
      past: signed({ ...good, exp: now - 60 }),
      future: signed({ ...good, nbf: now + 600 }),
      endless: signed(endless),
      key: signed(good, stranger),
      certificate: jwt.sign(
        good,
        `-----BEGIN PRIVATE KEY-----\n${theirs.key.toString("base64")}\n-----END PRIVATE KEY-----`,
        {
          algorithm: "ES256",
          header: { alg: "ES256", x5c },
        },
      ),
      none: `${Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url")}.${parts[1]}.`,
      changed: `${parts[0]}.${Buffer.from(JSON.stringify({ ...good, access: access("x") })).toString("base64url")}.${parts[2]}`,
      garbage: "garbage",
    })) {
      const { status, headers } = await ask(of(image.digest), token);
      assert.equal(status, 401, what);
      assert.match(headers.get("www-authenticate") ?? "", /error="invalid_token"/, what);
    }
    assert.equal((await ask(of(image.digest), signed(good))).status, 200);
    assert.ok(exp);
  });

  test("no session and no cookie is created", async () => {
    const before = await db.session.count();

    const { headers } = await ask(of(image.digest));

    assert.equal(headers.get("set-cookie"), null);
    assert.equal(await db.session.count(), before);
  });
});

function digests(body: { manifests: { digest: string }[] }): string[] {
  return body.manifests.map(({ digest }) => digest);
}
