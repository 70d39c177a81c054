import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { record } from "../../../src/history/record.ts";
import { csv, csvHeader } from "../../../src/operations/activity/export.ts";
import { cell } from "../../../src/platform/csv.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { actorOf, by, makePerson, makeUser } from "../../support/data/factories.ts";

const app = await useApp();

const formulas = [
  "=1+1",
  "+1+1",
  "-1+1",
  "@SUM(1)",
  "|calc",
  "%0A=1",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =1",
  "\u200b=1",
  "\uff1d1",
  '=HYPERLINK("http://example.org","a")',
  "=cmd|' /C calc'!A0",
];
for (const text of formulas)
  test(`a spreadsheet reads ${JSON.stringify(text)} as text`, () => {
    assert.match(cell(text), /^"?'/);
  });

const plain = [
  ["web/nginx", "web/nginx"],
  ['say "hi", all', '"say ""hi"", all"'],
  ["two\nlines", '"two\nlines"'],
  ["a-b=c", "a-b=c"],
] as const;
for (const [text, written] of plain)
  test(`${JSON.stringify(text)} is written as ${JSON.stringify(written)}`, () => {
    assert.equal(cell(text), written);
  });

describe("the export of the activity", () => {
  let admin: User;

  before(async () => {
    admin = (await makePerson({ admin: true })).user;
    for (let n = 1; n <= 10; n++)
      await db.$transaction((tx) =>
        record(tx, by(admin), {
          key: "team.add_member",
          subject: n === 10 ? "=1+1" : `team ${n}`,
          details: { member: "carl", role: "viewer" },
        }),
      );
  });

  test("API-010: the CSV has all entries, newest first, in SUSE Portus's columns and two more", async () => {
    const it = await signIn(app, admin);

    const { status, text, headers } = await it.get("/admin/activities.csv?kind=teams");

    const lines = text.trimEnd().split("\r\n");
    assert.equal(status, 200);
    assert.match(
      headers.get("content-disposition") ?? "",
      /attachment; filename="?activities\.csv"?$/,
    );
    assert.match(headers.get("content-type") ?? "", /^text\/csv/);
    assert.equal(
      lines[0],
      "Tracked item,Item,Event,Recipient,Triggered by,Time,Notes,Credential,Address",
    );
    assert.equal(lines.length, 11);
    assert.match(
      lines[1] ?? "",
      /^team,"'=1\+1",team\.add_member,carl,user\d+,\d{4}-.*Z,role: viewer,session,192\.0\.2\.1$/,
    );
    assert.match(lines[10] ?? "", /^team,team 1,/);
  });

  test("the NDJSON has one object per line", async () => {
    const it = await signIn(app, admin);

    const { text } = await it.get("/admin/activities.ndjson?kind=teams");

    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(lines.length, 10);
    assert.deepEqual(lines[9].details, { member: "carl", role: "viewer" });
    assert.deepEqual([lines[9].credential, lines[9].address], ["session", "192.0.2.1"]);
    assert.deepEqual(["mac" in lines[9], "tokenName" in lines[9]], [false, false]);
  });

  test("only admins may export", async () => {
    const it = await signIn(app, await makeUser());

    for (const path of ["/admin/activities.csv", "/admin/activities.ndjson"])
      assert.equal((await it.get(path)).status, 403);
  });

  test("entries written during the export are not in it, and none is repeated", async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => ({
      key: "webhook.create",
      actorName: "x",
      subject: `hook ${n}`,
    }));
    await db.activity.createMany({ data: rows });

    let text = "";
    for await (const chunk of csv(actorOf(admin), { kind: "webhooks" })) {
      text += chunk;
      if (text === csvHeader) continue; // nothing was asked for yet
      await db.activity.create({ data: { ...rows[0], subject: "meanwhile" } as (typeof rows)[0] });
    }

    const items = text
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(",")[1]);
    assert.equal(items[0], "hook 2499");
    assert.equal(new Set(items).size, 2_500);
    assert.equal(items.length, 2_500);
  });
});
