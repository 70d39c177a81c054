import assert from "node:assert/strict";
import { test } from "node:test";
import {
  guidBytes,
  guidIn,
  isInactive,
  primaryGroupSid,
  refusalReason,
} from "../../../../src/identity/providers/ldap/active-directory.ts";

// The shapes are those of Microsoft's documents. No test here has seen Active Directory itself.

/** MS-DTYP 2.3.4.2 and 2.3.4.3: the GUID as a structure and as text. */
const guid = "6b29fc40-ca47-1067-b31d-00dd010662da";
const guidAsBytes = Buffer.from("40fc296b47ca6710b31d00dd010662da", "hex");

test("a GUID is read as Windows writes it, and sent as its bytes", () => {
  assert.equal(guidIn(guidAsBytes), guid);
  assert.deepEqual(guidBytes(guid), guidAsBytes);
  assert.equal(guidIn(Buffer.alloc(15)), null);
  assert.equal(guidBytes("mara"), null);
});

const filetime = (date: string) =>
  String(BigInt(Date.parse(date)) * 10_000n + 116_444_736_000_000_000n);
const now = Date.parse("2026-12-01");

/** userAccountControl: MS-ADTS 2.2.16 (512 NORMAL_ACCOUNT, 2 ACCOUNTDISABLE); accountExpires: MS-ADA1 2.3. */
for (const [control, expires, inactive] of [
  ["512", "0", false],
  ["514", "0", true],
  ["66050", "9223372036854775807", true],
  ["66048", "9223372036854775807", false],
  ["512", filetime("2026-11-30"), true],
  ["512", filetime("2026-12-02"), false],
  [undefined, undefined, false],
  ["", "soon", false],
] as const)
  test(`an account with userAccountControl ${control} that expires at ${expires} is ${inactive ? "inactive" : "active"}`, () => {
    assert.equal(isInactive({ control, expires }, now), inactive);
  });

/** MS-DTYP 2.4.2.1: S-1-5-21-…-1104 as bytes; 513 are the Domain Users. */
test("the primary group has the SID of the account with another end", () => {
  const sid = Buffer.from("010500000000000515000000a065cf7e784b9b5fe77c8770500400", "hex");
  const whole = Buffer.concat([sid, Buffer.from("00", "hex")]);
  const group = primaryGroupSid(whole, "513");

  assert.equal(group?.subarray(0, 24).equals(whole.subarray(0, 24)), true);
  assert.equal(group?.readUInt32LE(24), 513);
  assert.equal(primaryGroupSid(sid, "513"), null);
  assert.equal(primaryGroupSid(whole, "x"), null);
  assert.equal(primaryGroupSid(whole, "4294967296"), null);
});

/** The message of a refused bind, as Microsoft's troubleshooting pages show it; the codes are those of MS-ERREF 2.2. */
const said = (code: string) =>
  `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${code}, v3839`;

for (const [code, reason] of [
  ["52e", "the password is wrong"],
  ["533", "the account is disabled"],
  ["775", "the account is locked"],
] as const)
  test(`the log says of data ${code} that ${reason}`, () => {
    assert.equal(refusalReason(said(code)), reason);
  });

test("an unknown reason is none", () => {
  assert.equal(refusalReason(said("999")), null);
  assert.equal(refusalReason("Invalid credentials"), null);
});
