import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { type PageOf, pageHeaders, slice } from "./pages.ts";

/** Where the rows of a list come from: first their ids in order, then a few hundred rows at a time. */
export interface Listing<Row extends { id: number }, Shown> {
  count(): Promise<number>;
  ids(window: { skip: number; take: number }): Promise<{ id: number }[]>;
  rows(ids: number[]): Promise<Row[]>;
  present(row: Row): Shown;
}

interface Asked {
  req: Request;
  res: Response;
  query: PageOf;
}

/** The page of a list that was asked for, or all of it, with the headers that say which. */
export async function answerList<Row extends { id: number }, Shown>(
  { req, res, query }: Asked,
  { count, ids, rows, present }: Listing<Row, Shown>,
): Promise<AsyncIterable<Shown>> {
  pageHeaders(req, res, query, await count());
  const found = await ids(slice(query));
  return rowsOf(
    found.map(({ id }) => id),
    { rows, present },
  );
}

const batchSize = 500; // bounds memory and what one statement names, however long the list is

/** The rows of these ids, in their order. None is loaded before it is read; one that was deleted meanwhile is left out. */
export async function* rowsOf<Row extends { id: number }, Shown>(
  ids: readonly number[],
  { rows, present }: Pick<Listing<Row, Shown>, "rows" | "present">,
): AsyncGenerator<Shown> {
  for (let at = 0; at < ids.length; at += batchSize) {
    const batch = ids.slice(at, at + batchSize);
    const known = new Map((await rows(batch)).map((row) => [row.id, row]));
    for (const id of batch) {
      const row = known.get(id);
      if (row) yield present(row);
    }
  }
}

/** Sends the items as a JSON array as fast as the client reads. A failure midway cuts the connection: nobody takes a part for all. */
export async function sendList(res: Response, items: AsyncIterable<unknown>): Promise<void> {
  const chunks = jsonChunks(items);
  const first = await chunks.next(); // until here a failure is answered with its status
  const second = await chunks.next();
  if (second.done) return void res.type("json").send(first.value);

  const all = async function* () {
    yield first.value;
    yield second.value;
    yield* chunks;
  };
  await pipeline(all, res.type("json")).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error; // the client went away
  });
}

const chunkLength = 256 * 1024;

async function* jsonChunks(items: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  let chunk = "[";
  let separator = "";
  for await (const item of items) {
    chunk += separator + JSON.stringify(item);
    separator = ",";
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = "";
  }
  yield `${chunk}]`;
}
