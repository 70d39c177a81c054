import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from "node:zlib";
import type { RequestHandler, Response } from "express";

export type Encoding = "br" | "gzip";

const minBytes = 1_000; // smaller responses are not worth compressing
const words = /^(text\/|application\/([\w.-]+\+)?json\b|image\/svg\+xml)/;
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const small = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };

/**
 * Compresses pages and JSON for clients that accept it, but not event streams, whose events must not be buffered.
 * Compression does not reveal the form token (BREACH), because the token is masked on every page (csrf.ts).
 */
export const compress: RequestHandler = (req, res, next) => {
  const send = res.send.bind(res);
  const sendCompressed = (body: unknown): Response => {
    if (typeof body !== "string" || body.length < minBytes) return send(body);
    if (!res.get("Content-Type")) res.type("html");
    if (res.get("Content-Encoding") || !words.test(res.get("Content-Type") ?? ""))
      return send(body);

    res.vary("Accept-Encoding");
    const encoding = encodingFor(req.get("accept-encoding"));
    if (!encoding) return send(body);
    deflate(Buffer.from(body), encoding, (error, compressed) => {
      if (error) return void send(body);
      res.set("Content-Encoding", encoding);
      send(compressed);
    });
    return res;
  };
  res.send = sendCompressed;
  next();
};

/** The accepted encoding that compresses best: https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding */
export function encodingFor(accepted = ""): Encoding | undefined {
  const taken = accepted
    .toLowerCase()
    .split(",")
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(";")[0]?.trim());
  return (["br", "gzip"] as const).find((encoding) => taken.includes(encoding));
}

/** Compresses with the highest level, for files that are compressed once and sent often. */
export function compressed(body: Buffer, encoding: Encoding): Buffer {
  return encoding === "br" ? brotliCompressSync(body, small) : gzipSync(body, { level: 9 });
}

type Done = (error: Error | null, compressed: Buffer) => void;

function deflate(body: Buffer, encoding: Encoding, done: Done): void {
  if (encoding === "br") brotliCompress(body, quick, done);
  else gzip(body, done);
}
