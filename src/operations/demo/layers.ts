import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { DemoLayer } from "./catalogue.ts";

/** A layer: a tar archive with one file that does not compress, so that its size is as described. */
export function layerOf({ content, kilobytes }: DemoLayer, platform: string) {
  const name = `${content} ${platform}`;
  const tar = tarOf(`demo/${name.replaceAll(/[^\w.]+/g, "-")}`, noise(name, kilobytes * 1000));
  return { diffId: digestOf(tar), bytes: gzipSync(tar, { level: 1 }) };
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Bytes that look random and are the same for the same name (xorshift), so that a layer is pushed once. */
function noise(name: string, length: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = createHash("sha256").update(name).digest().readUInt32LE() || 1;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return Buffer.from(words.buffer, 0, length);
}

/** A tar archive (ustar) with one file: its header, its content in blocks of 512 bytes, and two empty blocks. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  const fields: [text: string, at: number][] = [
    [name, 0],
    ["0000644\0", 100],
    ["0000000\0", 108],
    ["0000000\0", 116],
    [`${octal(content.length, 11)}\0`, 124],
    ["00000000000\0", 136],
    ["        0", 148], // the checksum is computed with spaces in its place
    ["ustar\x0000", 257],
  ];
  for (const [text, at] of fields) header.write(text, at);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}

const octal = (value: number, width: number) => value.toString(8).padStart(width, "0");
