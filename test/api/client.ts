import assert from "node:assert/strict";
import { z } from "zod";
import type { Answers, Operation } from "./answers.ts";

interface Described {
  operationId: string;
  parameters: { name: string; in: "path" | "query"; required: boolean }[];
  requestBody?: object;
  responses: Record<string, { content?: { "application/json": { schema: object } } }>;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
}

interface Sent {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean>;
  body?: object;
}

export interface Answered<T> {
  status: number;
  headers: Headers;
  json: T;
}

/**
 * A client made only from the OpenAPI document. It calls operations by their ids, and throws if an answer has a status
 * or a field that the document lacks.
 */
export async function apiClient(app: { url: string }) {
  const document = (await (await fetch(`${app.url}/api/openapi.json`)).json()) as Document;
  const operations = new Map<string, Described & { path: string; method: string }>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, described] of Object.entries(methods))
      operations.set(described.operationId, { ...described, path, method });
  const called = new Set<string>();

  /** `as` is "user:secret". */
  function by(as?: string) {
    return async <K extends Operation>(id: K, sent: Sent = {}): Promise<Answered<Answers[K]>> => {
      const operation = operations.get(id);
      assert.ok(operation, `the document has no operation ${id}`);
      const res = await fetch(app.url + address(operation, sent), {
        method: operation.method.toUpperCase(),
        headers: { ...(as && { "Portus-Auth": as }), "Content-Type": "application/json" },
        ...(sent.body && { body: JSON.stringify(sent.body) }),
      });
      const text = await res.text();
      const json: unknown = text ? JSON.parse(text) : null;
      check(operation, res.status, json);
      if (res.ok || isRefusedAlways(operation)) called.add(id);
      return { status: res.status, headers: res.headers, json: json as Answers[K] }; // checked just now
    };
  }

  return { by, called, operations: [...operations.keys()] };
}

/** An operation of SUSE Portus that Portus answers with 405. */
const isRefusedAlways = ({ responses }: Described) => "405" in responses;

function address({ path, parameters }: Described & { path: string }, sent: Sent): string {
  for (const { name, in: place, required } of parameters)
    if (required) assert.ok(name in (sent[place] ?? {}), `${name} is required`);
  const names = parameters.map(({ name }) => name);
  const given = { ...sent.query };
  for (const name of Object.keys(given))
    assert.ok(names.includes(name), `${name} is not described`);

  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(sent.path?.[name] ?? "")),
  );
  const query = new URLSearchParams(
    Object.entries(given).map(([name, value]) => [name, String(value)]),
  ).toString();
  return query ? `${filled}?${query}` : filled;
}

function check({ operationId, responses }: Described, status: number, json: unknown): void {
  const described = responses[status];
  assert.ok(described, `${operationId} answered ${status}: ${JSON.stringify(json)}`);
  const schema = described.content?.["application/json"].schema;
  if (!schema) {
    assert.equal(json, null, `${operationId} promises no body for ${status}`);
    return;
  }

  const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(json);
  assert.ok(
    parsed.success,
    `${operationId} answered what is not described: ${parsed.error?.message} in ${JSON.stringify(json)}`,
  );
}
