/** The fields that a client reads from an answer, by path, with their JSON types. `?`: may be null. `[]`: each item of a list, which is not empty. */
export type Reads = Record<
  string,
  "string" | "string?" | "integer" | "integer?" | "boolean" | "object" | "array"
>;

/** A call as the client's source code sends it. `{name}` is a value that an earlier call stored. */
export interface Call {
  call: `${"GET" | "POST" | "PUT" | "DELETE"} /${string}`;
  json?: unknown;
  form?: string;
  headers?: Record<string, string>;
  as?: "nobody";
  status?: number; // default: 200
  reads?: Reads;
  /** Paths of values in the answer that later calls use, by name. */
  keep?: Record<string, string>;
  /** The number of rows in the answer. */
  rows?: number;
  /** Expected values of the answer, by path. */
  says?: Record<string, unknown>;
}

export interface Client {
  client: string;
  /** How the client spells the authentication header. */
  header: "Portus-Auth" | "PORTUS-AUTH" | "portus-auth";
  calls: Call[];
}

/** The values at a path such as `[].namespace.name`, or `[full_name=a/b].id` for one item of a list. */
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
