import { pipeline } from "node:stream/promises";
import type { Request, Response } from "express";
import { errorCode } from "../../error-fields.ts";
import { type PageOf, pageHeaders, slice } from "./pages.ts";

/** The source of a list: its ids in order, then the rows in batches. */
export interface Listing<Row extends { id: Id }, Shown, Id extends number | bigint = number> {
  count(): Promise<number>;
  ids(window: { skip: number; take: number }): Promise<{ id: Id }[]>;
  rows(ids: Id[]): Promise<Row[]>;
  present(row: Row): Shown;
}

interface Asked {
  req: Request;
  res: Response;
  query: PageOf;
}

/** Answers with the requested page of a list, or the whole list, and sets the paging headers. */
export async function answerList<
  Row extends { id: Id },
  Shown,
  Id extends number | bigint = number,
>(
  { req, res, query }: Asked,
  { count, ids, rows, present }: Listing<Row, Shown, Id>,
): Promise<AsyncIterable<Shown>> {
  pageHeaders(req, res, query, await count());
  const found = await ids(slice(query));
  return rowsOf(
    found.map(({ id }) => id),
    { rows, present },
  );
}

const batchSize = 500; // rows; bounds memory and the parameters of one statement

/** Loads the rows of these ids lazily, in their order. Rows that were deleted since are left out. */
export async function* rowsOf<Row extends { id: Id }, Shown, Id extends number | bigint = number>(
  ids: readonly Id[],
  { rows, present }: Pick<Listing<Row, Shown, Id>, "rows" | "present">,
): AsyncGenerator<Shown> {
  for (let at = 0; at < ids.length; at += batchSize) {
    const batch = ids.slice(at, at + batchSize);
    const known = new Map<Id, Row>((await rows(batch)).map((row) => [row.id, row]));
    for (const id of batch) {
      const row = known.get(id);
      if (row) yield present(row);
    }
  }
}

/** Streams the items as a JSON array. A failure midway cuts the connection, so that no client takes a part for the whole. */
export async function sendList(res: Response, items: AsyncIterable<unknown>): Promise<void> {
  const chunks = jsonChunks(items);
  const first = await chunks.next(); // a failure up to here is still answered with a status
  const second = await chunks.next();
  if (second.done) return void res.type("json").send(first.value);

  const all = async function* () {
    yield first.value;
    yield second.value;
    yield* chunks;
  };
  await pipeline(all, res.type("json")).catch((error: unknown) => {
    if (errorCode(error) !== "ERR_STREAM_PREMATURE_CLOSE") throw error; // the client disconnected
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
