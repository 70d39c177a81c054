import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { beforeEach, test } from "node:test";
import jwt from "jsonwebtoken";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { seal, unseal } from "../../../src/platform/seal.ts";
import { caWarning } from "../../../src/registry/signing/ca.ts";
import { makeCa, makeLeaf } from "../../../src/registry/signing/certificates.ts";
import { privateKeyOf, storeKey } from "../../../src/registry/signing/key-rows.ts";
import {
  caCertificate,
  caCertificates,
  canSign,
  currentLeaf,
  ensureKeys,
  keysWarning,
  readyLeaf,
  reloadKeys,
  rotateLeaf,
} from "../../../src/registry/signing/keys.ts";
import { signToken } from "../../../src/registry/signing/token.ts";
import { verifyToken } from "../../../src/registry/signing/verify.ts";
import { useDatabase } from "../../support/app.ts";

await useDatabase();
beforeEach(ensureKeys);

const hour = 3_600_000;
const day = 24 * hour;
const service = "registry.test.lan:5000";
const leaves = () => db.signingKey.findMany({ where: { kind: "leaf" }, orderBy: { id: "asc" } });

const leafOf = (token: string) => {
  const { header } = jwt.decode(token, { complete: true }) ?? {};
  assert.ok(Array.isArray(header?.x5c));
  return new X509Certificate(Buffer.from(header.x5c[0] ?? "", "base64"));
};

const sign = () => signToken({ subject: "alice", service });

test("the CA is valid for ten years and may only sign certificates", () => {
  const ca = new X509Certificate(caCertificate());

  assert.ok(ca.ca);
  assert.ok(ca.verify(ca.publicKey));
  assert.equal(ca.subject, `CN=Portus CA of ${config.issuer}`);
  const years = (Date.parse(ca.validTo) - Date.now()) / (365 * 24 * hour);
  assert.ok(years > 9.9 && years < 10.1, `${years} years`);
});

test("a leaf is signed by the CA, is no CA itself, and is valid since five minutes ago", () => {
  const ca = new X509Certificate(caCertificate());
  const leaf = leafOf(sign());

  assert.ok(leaf.checkIssued(ca) && leaf.verify(ca.publicKey));
  assert.equal(leaf.ca, false);
  const age = Date.now() - Date.parse(leaf.validFrom);
  assert.ok(age > 4 * 60_000, `began ${age} ms ago`);
});

test("replicas that start together on an empty database create one CA and one leaf", async () => {
  await db.signingKey.deleteMany();

  await Promise.all([ensureKeys(), ensureKeys(), ensureKeys()]);

  const kinds = (await db.signingKey.findMany()).map(({ kind }) => kind);
  assert.deepEqual(kinds.sort(), ["ca", "leaf"]);
});

test("a leaf is replaced after a day by only one of several replicas", async () => {
  await ensureKeys();
  assert.equal(await rotateLeaf(), false);
  const before = leafOf(sign()).serialNumber;
  const yesterday = new Date(Date.now() - 25 * hour);
  await db.signingKey.updateMany({ where: { kind: "leaf" }, data: { createdAt: yesterday } });

  const made = await Promise.all([rotateLeaf(), rotateLeaf()]);

  assert.deepEqual(made.sort(), [false, true]);
  assert.notEqual(leafOf(sign()).serialNumber, before);
});

test("a rotation keeps the CA, and the previous leaf until it expires", async () => {
  const ca = caCertificate();
  const old = leafOf(sign());

  await rotateLeaf({ force: true });

  assert.equal(caCertificate(), ca);
  assert.ok(old.verify(new X509Certificate(ca).publicKey));
  const serials = (await leaves()).map((it) => new X509Certificate(it.certificate).serialNumber);
  assert.ok(serials.includes(old.serialNumber));
});

test("a leaf outlives the last token it signs and is deleted only after it has expired", async () => {
  await rotateLeaf({ force: true });
  const [oldest] = await leaves();
  const ended = new Date(Date.now() - 1000);
  await db.signingKey.update({ where: { id: oldest?.id ?? 0 }, data: { notAfter: ended } });

  await rotateLeaf({ force: true });

  assert.ok(!(await leaves()).some(({ id }) => id === oldest?.id));
  const { exp } = jwt.decode(sign()) as { exp: number };
  assert.ok(currentLeaf(60).notAfter > exp * 1000 + 24 * hour);
});

test("a token that would outlive its leaf is not signed", async () => {
  const aFewMinutes = await nearlyEnded();

  assert.throws(() => sign(), /expires before the token would/);

  await db.signingKey.delete({ where: { id: aFewMinutes } });
  await reloadKeys();
  assert.doesNotThrow(() => sign());
});

async function nearlyEnded(): Promise<number> {
  const root = await db.signingKey.findFirstOrThrow({ where: { kind: "ca" } });
  const signer = { certificate: root.certificate, key: privateKeyOf(root) };
  await storeKey(db, "leaf", await makeLeaf(signer, 5 * 60_000));
  const { id } = await db.signingKey.findFirstOrThrow({ orderBy: { id: "desc" } });
  await reloadKeys();
  return id;
}

test("R7: a leaf that ended while Portus was off is replaced at the start", async () => {
  await endedLeaf();

  await ensureKeys();

  assert.doesNotThrow(() => sign());
});

test("R7: a leaf that ended while Portus ran is replaced when it is needed, once for all who need it", async () => {
  const before = (await leaves()).length;
  await endedLeaf();
  await reloadKeys();
  assert.equal(canSign(60), false);

  await Promise.all(Array.from({ length: 10 }, () => readyLeaf(60)));

  assert.doesNotThrow(() => sign());
  assert.equal((await leaves()).length, before + 2);
});

test("R7: the job replaces a leaf that is less than a day old and too short for the longest token", async () => {
  await nearlyEnded();

  assert.equal(await rotateLeaf(), true);

  assert.ok(canSign(24 * 3600));
});

test("R7: a leaf ends no later than its CA", async () => {
  const days = 2;
  const root = await endingCa(days);

  const pair = await makeLeaf({ certificate: root.certificate, key: privateKeyOf(root) }, 9 * day);

  assert.equal(pair.notAfter.getTime(), Date.parse(new X509Certificate(root.certificate).validTo));
});

for (const [days, signer] of [
  [300, "the old CA"],
  [29, "the successor"],
] as const)
  test(`R7: ${days} days before the end of the CA, registries trust both and ${signer} signs`, async () => {
    const old = await endingCa(days);

    await ensureKeys();
    await rotateLeaf({ force: true });

    const trusted = caCertificates().map((pem) => new X509Certificate(pem));
    const [first] = trusted;
    assert.equal(trusted.length, 2);
    assert.equal(caCertificate().match(/BEGIN CERTIFICATE/g)?.length, 2);
    assert.equal(
      first?.fingerprint256 === new X509Certificate(old.certificate).fingerprint256,
      signer === "the old CA",
    );
    assert.ok(first && leafOf(sign()).verify(first.publicKey));
    assert.ok(verifyToken(sign(), [service]), "Portus accepts its own token");
    assert.equal(keysWarning() === null, signer === "the successor");
  });

test("R7: the warning names the end of the CA, the file and the day of the handover", () => {
  const now = Date.now();
  const [end, handover] = [new Date(now + 300 * day), new Date(now + 270 * day)];

  const warning = caWarning([{ notAfter: end }]);

  assert.match(warning?.text ?? "", new RegExp(end.toISOString().slice(0, 10)));
  assert.match(warning?.next ?? "", new RegExp(`ca\\.crt.*${handover.toISOString().slice(0, 10)}`));
});

/** The only leaf, ended a second ago. */
async function endedLeaf(): Promise<void> {
  const root = await db.signingKey.findFirstOrThrow({ where: { kind: "ca" } });
  await storeKey(
    db,
    "leaf",
    await makeLeaf({ certificate: root.certificate, key: privateKeyOf(root) }, -1_000),
  );
}

/** The only CA, of which `days` are left, without a leaf. */
async function endingCa(days: number) {
  await db.signingKey.deleteMany();
  await storeKey(db, "ca", await makeCa("portus.test.lan", days * day));
  return db.signingKey.findFirstOrThrow({ where: { kind: "ca" } });
}

test("a leaf made by another replica is used once the notification arrives", async () => {
  const id = await nearlyEnded();
  const used = currentLeaf(60).header.x5c[0];
  await db.signingKey.delete({ where: { id } });

  await reloadKeys();

  assert.notEqual(currentLeaf(60).header.x5c[0], used);
});

test("keys cannot be read without the secret that sealed them, and the error names the secret", () => {
  const box = seal(Buffer.from("a private key"), "the secret of the instance");

  assert.equal(unseal(box, "the secret of the instance").toString(), "a private key");
  assert.ok(!box.includes("a private key"));
  assert.throws(() => unseal(box, "another secret"), /PORTUS_SECRET differs/);
  const touched = Buffer.concat([box.subarray(0, -1), Buffer.from([(box.at(-1) ?? 0) ^ 1])]);
  assert.throws(() => unseal(touched, "the secret of the instance"), /PORTUS_SECRET differs/);
});
