import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { log } from "../log.ts";

/** Streams an export. An error after the start cuts the connection, so the client sees that it is incomplete. */
export async function sendExport(
  req: Request,
  res: Response,
  chunks: AsyncGenerator<string>,
): Promise<void> {
  res.set("Cache-Control", "no-store");
  try {
    await pipeline(Readable.from(chunks, { objectMode: true, highWaterMark: 1 }), res);
  } catch (error) {
    if (!res.headersSent) throw error;
    log.info({ err: error, url: req.originalUrl }, "an export broke off");
  }
}
