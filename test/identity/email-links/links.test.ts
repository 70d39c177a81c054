import assert from "node:assert/strict";
import { test } from "node:test";
import {
  findLink,
  InvalidLink,
  makeLink,
  redeemLink,
} from "../../../src/identity/email-links/links.ts";
import { db, transaction } from "../../../src/platform/db/client.ts";
import { makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const purposes = ["password", "confirmation", "address"] as const;
type Purpose = (typeof purposes)[number];

const makeLinkFor = async (purpose: Purpose) => makeLink(db, (await makeUser()).id, purpose);

async function assertRefused(secret: string, purpose: Purpose): Promise<void> {
  await assert.rejects(findLink(secret, purpose), InvalidLink);
  await assert.rejects(redeem(secret, purpose), InvalidLink);
}

const redeem = (secret: string, purpose: Purpose) =>
  transaction((tx) => redeemLink(tx, secret, purpose));

for (const purpose of purposes) {
  test(`a link of the kind ${purpose} is good for nothing else`, async () => {
    const { secret } = await makeLinkFor(purpose);

    for (const other of purposes) if (other !== purpose) await assertRefused(secret, other);

    assert.ok(await findLink(secret, purpose), "it was not used up");
  });

  test(`a link of the kind ${purpose} is good once`, async () => {
    const { secret } = await makeLinkFor(purpose);

    await redeem(secret, purpose);

    await assertRefused(secret, purpose);
  });

  test(`a link of the kind ${purpose} is good until it expires`, async () => {
    const { id, secret } = await makeLinkFor(purpose);

    await db.emailedLink.update({ where: { id }, data: { expiresAt: new Date() } });

    await assertRefused(secret, purpose);
  });
}
