import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { parseJson } from "../../../platform/json.ts";
import { Unusable } from "./unusable.ts";

/** The format that this Portus writes, and the newest that it reads. */
const format = 1;

const maxLength = 4_096; // bytes of the header
const kdf = { log2n: 17, r: 8, p: 1 } as const; // 128 MB and half a second for each guess

const Kdf = z.strictObject({
  name: z.literal("scrypt"),
  log2n: z.int().min(14).max(20), // a changed file must not take all memory
  r: z.literal(8),
  p: z.literal(1),
  salt: text(100),
});

const Header = z.strictObject({
  portus: text(100), // the version that wrote it
  migration: text(255), // the last one
  createdAt: z.iso.datetime(),
  kdf: Kdf,
});

export type Header = z.infer<typeof Header>;

/** The start of a backup, and the key of what follows. */
export interface Start {
  header: Header;
  key: Buffer;
  length: number; // bytes
}

/**
 * A new header. It is readable without the passphrase and has no secret:
 *
 *     portus-backup 1
 *     {"portus":"0.1.0","migration":"…","createdAt":"…","kdf":{…}}
 *     HMAC of both lines
 */
export async function newHeader(
  about: Omit<Header, "kdf">,
  passphrase: string,
): Promise<{ bytes: Buffer; key: Buffer }> {
  const salt = randomBytes(32).toString("base64");
  const header: Header = { ...about, kdf: { name: "scrypt", ...kdf, salt } };
  const lines = `portus-backup ${format}\n${JSON.stringify(header)}\n`;
  const { key, macKey } = await keysOf(header.kdf, passphrase);
  return { bytes: Buffer.from(`${lines}${macOf(lines, macKey)}\n`), key };
}

/** Reads the header of a file. Throws Unusable if this is no backup, a newer one, or not the passphrase. */
export async function readHeader(file: FileHandle, passphrase: string): Promise<Start> {
  const start = await file.read(Buffer.alloc(maxLength), 0, maxLength, 0);
  const head = start.buffer.subarray(0, start.bytesRead).toString("latin1");
  const [first = "", json = "", mac = ""] = head.split("\n", 3);
  refuseOthers(first);
  const header = headerIn(json);
  const lines = `${first}\n${json}\n`;
  const { key, macKey } = await keysOf(header.kdf, passphrase);
  if (!isSame(mac, macOf(lines, macKey)))
    throw new Unusable(
      "The passphrase is wrong, or the beginning of the file was changed. Give the passphrase with which the backup was made.",
    );
  return { header, key, length: lines.length + mac.length + 1 };
}

function refuseOthers(first: string): void {
  const number = /^portus-backup (\d{1,6})$/.exec(first)?.[1];
  if (number === undefined)
    throw new Unusable("This is not a backup of Portus. Its first line would be portus-backup 1.");
  if (Number(number) !== format)
    throw new Unusable(
      `This backup has format ${number}, and this Portus reads format ${format}. Restore it with the version that made it, or a newer one.`,
    );
}

function headerIn(json: string): Header {
  const header = Header.safeParse(parseJson(json));
  if (header.success) return header.data;
  throw new Unusable("The header of the backup is damaged. Use another copy of the file.");
}

async function keysOf({ log2n, r, p, salt }: Header["kdf"], passphrase: string) {
  const options = { N: 2 ** log2n, r, p, maxmem: 129 * r * 2 ** log2n };
  const both = await new Promise<Buffer>((resolve, reject) =>
    scrypt(passphrase.normalize(), Buffer.from(salt, "base64"), 64, options, (error, bytes) =>
      error ? reject(error) : resolve(bytes),
    ),
  );
  return { key: both.subarray(0, 32), macKey: both.subarray(32) };
}

const macOf = (lines: string, key: Buffer) =>
  createHmac("sha256", key).update(lines).digest("base64");

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
