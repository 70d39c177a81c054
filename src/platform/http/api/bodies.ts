import type { IncomingMessage } from "node:http";
import express, { type RequestHandler } from "express";
import { Invalid, WrongContentType } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import { plural } from "../../plural.ts";
import { offLoop } from "../../thread-pool.ts";
import { isTooDeep, tooDeep } from "../input/storable.ts";

const limit = "1mb";
const usualMaxValues = 20_000; // fields, entries of lists, and what is in them

/** Whether a body is JSON. SUSE Portus also read a body without a content type as JSON. */
function isJson({ headers }: IncomingMessage): boolean {
  const type = headers["content-type"];
  return !type || /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);
}

/** Refuses a body that no parser reads, because ignoring it could delete more than the client meant. */
const ensureRead: RequestHandler = (req, _res, next) => {
  const length = req.get("transfer-encoding") ? 1 : Number(req.get("content-length") ?? 0);
  if (req.method !== "GET" && req.body === undefined && length > 0)
    throw new WrongContentType(req.get("content-type") ?? "");
  next();
};

/** JSON is Unicode (RFC 8259, 8.1). */
function ensureUnicode(_req: unknown, _res: unknown, _bytes: Buffer, encoding: string): void {
  if (/^utf-?(8|16|32)/i.test(encoding)) return;
  throw Object.assign(new Error("charset"), { status: 415, type: "charset.unsupported" });
}

const parseText =
  (maxValues: number): RequestHandler =>
  async (req, _res, next) => {
    if (typeof req.body === "string")
      req.body = req.body === "" ? {} : await parsed(req.body, maxValues);
    next();
  };

async function parsed(body: string, maxValues: number): Promise<unknown> {
  const read = await readOffLoop(body, maxValues);
  if (read === null)
    throw Object.assign(new Error("not JSON"), { status: 400, type: "entity.parse.failed", body });
  if ("problem" in read) throw new Invalid({ base: read.problem });
  return read.value;
}

/** A body's value; null if it is not JSON. More values than any request takes are not copied between threads. */
export function readJsonBody(
  text: string,
  maxValues: number,
): { value: unknown } | { problem: string } | null {
  const value = parseJson(text);
  if (value === undefined) return null;
  if (isTooDeep(value)) return { problem: tooDeep };
  const tooMany = `Too many values: at most ${plural(maxValues, "value")}.`;
  return countOf(value, maxValues) > maxValues ? { problem: tooMany } : { value };
}

const readOffLoop = offLoop(import.meta.url, "readJsonBody", readJsonBody);

/** The number of values, at any depth. */
function countOf(value: unknown, maxValues: number): number {
  const waiting = [value];
  let count = 0;
  while (waiting.length > 0 && count <= maxValues) {
    const next = waiting.pop();
    count += 1;
    if (typeof next !== "object" || next === null) continue;
    const inner = Object.values(next);
    if (inner.length > maxValues) return inner.length;
    for (const one of inner) waiting.push(one);
  }
  return count;
}

interface Limits {
  limit: string; // of the body
  maxValues: number;
}

const jsonOf = ({ limit, maxValues }: Limits): RequestHandler[] => [
  express.text({ limit, type: isJson, verify: ensureUnicode, defaultCharset: "utf-8" }),
  parseText(maxValues),
];

/** Reads a body that must be JSON. */
export const readJson = (limits: Limits): RequestHandler[] => [...jsonOf(limits), ensureRead];

/** Reads the body of an API request: JSON, or form fields as older clients send them. */
export const readBody: RequestHandler[] = [
  ...jsonOf({ limit, maxValues: usualMaxValues }),
  express.urlencoded({ extended: true, limit }),
  ensureRead,
];
