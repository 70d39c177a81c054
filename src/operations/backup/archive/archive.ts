import { createReadStream, createWriteStream } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { errorCode } from "../../../platform/error-fields.ts";
import { type Contents, checked, noContents } from "./check.ts";
import { openChunks, sealChunks } from "./chunks.ts";
import { decode, type Entry, encode } from "./entries.ts";
import { type Header, newHeader, readHeader, type Start } from "./header.ts";
import { damaged, Unusable } from "./unusable.ts";

type Bytes = AsyncIterable<Buffer>;

/** Writes entries to a new file that only its owner can read, and waits until it is on the disk. */
export async function writeArchive(
  path: string,
  { about, passphrase }: { about: Omit<Header, "kdf">; passphrase: string },
  entries: AsyncIterable<Entry>,
): Promise<Contents> {
  const { bytes, key } = await newHeader(about, passphrase);
  const contents = noContents();
  await writeFile(path, bytes, { mode: 0o600, flag: "wx" });
  await pipeline(
    encode(checked(entries, contents)),
    createGzip({ level: 4 }),
    (compressed: Bytes) => sealChunks(compressed, key),
    createWriteStream(path, { flags: "a", flush: true }),
  );
  return contents;
}

/** Reads a file. `use` gets entries that are decrypted and checked so far; only its return means that all of them are. */
export async function readArchive(
  path: string,
  passphrase: string,
  use: (entries: AsyncIterable<Entry>, header: Header) => Promise<void>,
): Promise<{ header: Header; contents: Contents }> {
  const { header, key, length } = await startOf(path, passphrase);
  const contents = noContents();
  try {
    await pipeline(
      createReadStream(path, { start: length }),
      (sealed: Bytes) => openChunks(sealed, key),
      createGunzip(),
      (plain: Bytes) => use(checked(decode(plain), contents), header),
    );
    return { header, contents };
  } catch (error) {
    throw errorCode(error).startsWith("Z_") ? damaged("it can't be decompressed") : error;
  }
}

async function startOf(path: string, passphrase: string): Promise<Start> {
  const file = await open(path, "r").catch((error) => {
    throw new Unusable(`${path} can't be read: ${error.message}. Check the path.`);
  });
  try {
    return await readHeader(file, passphrase);
  } finally {
    await file.close();
  }
}

/** Reads all of a file and checks it, without using it. */
export const verifyArchive = (path: string, passphrase: string) =>
  readArchive(path, passphrase, async (entries) => {
    for await (const _ of entries);
  });
