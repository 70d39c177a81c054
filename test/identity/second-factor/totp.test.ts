import assert from "node:assert/strict";
import { test } from "node:test";
import { codeAt, keyOf, keyUri, stepAt, stepOf } from "../../../src/identity/second-factor/totp.ts";

const secret = Buffer.from("12345678901234567890"); // of RFC 6238, appendix B

test("codes are those of RFC 6238, of which apps show the last six digits", () => {
  const vectors: [seconds: number, code: string][] = [
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ];

  for (const [seconds, code] of vectors)
    assert.equal(codeAt(secret, stepAt(seconds * 1000)), code.slice(-6), `${seconds}`);
});

test("a code counts in its half minute and in those beside it, and only after the last one used", () => {
  const now = 1_700_000_000_000;
  const step = stepAt(now);
  const isRight = (offset: number, after?: number) =>
    stepOf(codeAt(secret, step + offset), secret, { now, ...(after && { after }) }) !== null;

  assert.deepEqual(
    [-2, -1, 0, 1, 2].map((offset) => isRight(offset)),
    [false, true, true, true, false],
  );
  assert.deepEqual(
    [-1, 0, 1].map((offset) => isRight(offset, step)),
    [false, false, true],
  );
  assert.equal(stepOf("", secret, { now }), null);
  assert.equal(stepOf("12345", secret, { now }), null);
});

test("the key is base32, and the address of the QR code has it with shortened names", () => {
  assert.equal(keyOf(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  assert.equal(
    keyUri(secret, { host: "portus.example.org", username: "kim" }),
    "otpauth://totp/portus.example.org:kim?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=portus.example.org",
  );
  const long = keyUri(secret, { host: "h".repeat(253), username: "u".repeat(255) });
  assert.ok(long.length <= 331, `${long.length}`);
});
