import assert from "node:assert/strict";
import { test } from "node:test";
import { Resvg } from "@resvg/resvg-js";
import jsQr from "jsqr";
import { pathOf, qrCode } from "../../../src/identity/second-factor/qr/qr.ts";

/** What another program reads from the picture of a QR code, some squares of which are damaged. */
function read(text: string, damaged = 0): string | undefined {
  const code = qrCode(text);
  for (let at = 0; at < damaged; at += 1) code.set(10 + at, 12, !code.isDark(10 + at, 12));
  const size = code.size + 8;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size * 4}" height="${size * 4}" viewBox="-4 -4 ${size} ${size}">
    <rect x="-4" y="-4" width="${size}" height="${size}" fill="#fff"/><path d="${pathOf(code)}" fill="#000"/></svg>`;
  const { pixels, width, height } = new Resvg(svg).render();
  return jsQr.default(new Uint8ClampedArray(pixels), width, height)?.data;
}

test("a QR code of each size is read by another program", () => {
  const sizes = new Set<number>();
  for (let length = 1; length <= 331; length += 6) {
    const text = Array.from({ length }, (_, at) => String.fromCharCode(33 + ((at * 7) % 90))).join(
      "",
    );
    assert.equal(read(text), text, `${length} characters`);
    sizes.add(qrCode(text).size);
  }

  assert.deepEqual(
    [...sizes],
    Array.from({ length: 13 }, (_, at) => 21 + 4 * at),
  );
});

test("a damaged QR code is read, and a text that is too long is refused", () => {
  const text = "otpauth://totp/portus.example.org:kim?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  assert.equal(read(text, 12), text);
  assert.throws(() => qrCode("x".repeat(332)), /too long/);
});
