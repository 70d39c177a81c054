/** What a client reads of an answer, by where it stands, and its JSON type; `?` may be null. `[]` is each of a list, which has at least one. */
export type Reads = Record<
  string,
  "string" | "string?" | "integer" | "integer?" | "boolean" | "object" | "array"
>;

/** One call of a client, as its source code sends it. `{name}` stands for what an earlier call kept. */
export interface Call {
  call: `${"GET" | "POST" | "PUT" | "DELETE"} /${string}`;
  json?: unknown;
  form?: string;
  headers?: Record<string, string>;
  as?: "nobody";
  status?: number; // 200, if it is not said
  reads?: Reads;
  /** Where in the answer something stands that later calls name. */
  keep?: Record<string, string>;
  /** How many rows the client has to see. */
  rows?: number;
  /** What an answer has to say: a text at each place. */
  says?: Record<string, unknown>;
}

export interface Client {
  client: string;
  /** How it writes the name of the header that signs a request. */
  header: "Portus-Auth" | "PORTUS-AUTH" | "portus-auth";
  calls: Call[];
}

/** The values at a place such as `[].namespace.name`, or `[full_name=a/b].id` for one of a list. */
export function at(json: unknown, place: string): unknown[] {
  let values: unknown[] = [json];
  for (const step of place.matchAll(/\[(\w+=[^\]]*)?\]|([\w-]+)/g)) {
    const [whole, wanted, field = ""] = step;
    values = values.flatMap((value) =>
      whole.startsWith("[") ? pick(value, wanted) : [Object(value)[field]],
    );
  }
  return values;
}

function pick(list: unknown, wanted?: string): unknown[] {
  if (!Array.isArray(list)) return [undefined];
  if (!wanted) return list.length > 0 ? list : [undefined];
  const [field = "", value] = wanted.split("=");
  return list.filter((item) => String(item[field]) === value);
}

export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
