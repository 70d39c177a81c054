import { request } from "node:http";
import { endpoints } from "../../src/main/api.ts";
import { fieldsOf } from "../../src/platform/http/api/fields.ts";
import type { TwoTeams } from "../support/data/two-teams.ts";
import type { Route } from "../support/routes.ts";
import { address } from "./address.ts";
import { type Shape, shapes } from "./shapes.ts";

export const maxHeaderLength = 16_384; // Node's limit for all headers of a request
export const maxBodyLength = 1_048_576; // of an API request

/** Headers that something in Portus, Express or Node reads. */
export const headers = [
  "accept",
  "accept-encoding",
  "accept-language",
  "authorization",
  "content-type",
  "cookie",
  "forwarded",
  "host",
  "if-modified-since",
  "if-none-match",
  "last-event-id",
  "origin",
  "portus-auth",
  "range",
  "referer",
  "sec-fetch-site",
  "transfer-encoding",
  "user-agent",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
] as const;

/** The shapes that can be part of a header or a URL. */
export const printable = shapes.filter((shape) => /^[ -~]*$/.test(shape.text(100)));

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The CPU time of this process, which is server and client, until a request is answered or refused; in microseconds. */
async function costOf(app: { url: string }, sent: Sent): Promise<number> {
  const before = process.cpuUsage();
  await new Promise<void>((resolve) => {
    const { method = "GET", path, headers = {}, body } = sent;
    const asked = request(app.url + path, { method, headers, agent: false }, (res) => {
      res.resume();
      res.once("close", resolve);
    });
    asked.once("error", () => resolve()); // refused while it was still sent
    asked.end(body);
  });
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const judgedFrom = 40_000; // microseconds; below, noise is larger than the cost
const maxGrowth = 6;

/** Says if a request costs much more than one of a quarter of its length; null if it does not. */
export async function growth(
  app: { url: string },
  { name, length, make }: Growing,
): Promise<string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const whole = await costOf(app, make(length));
    if (whole < judgedFrom) return null;
    const quarter = await costOf(app, make(length / 4));
    if (whole <= maxGrowth * quarter) return null;
    if (attempt === 3)
      return `${name}: ${Math.round(whole / 1000)} ms, a quarter of it ${Math.round(quarter / 1000)} ms`;
  }
}

/** A request whose length grows in one part. */
export interface Growing {
  name: string;
  length: number; // 90 % of the limit
  make(length: number): Sent;
}

/** One request for each header, with each shape that a header can have. */
export function headerRequests(some: readonly Shape[], path = "/explore"): Growing[] {
  const length = (maxHeaderLength - 1_000) * 0.9;
  return headers.flatMap((header) =>
    some.map((shape) => ({
      name: `${header}, ${shape.name}`,
      length,
      make: (size: number) => ({ path, headers: { [header]: shape.text(size) } }),
    })),
  );
}

/** One request for each endpoint, with this shape in its query or in every field of its body. */
export function endpointRequests(teams: TwoTeams, token: string, shape: Shape): Growing[] {
  return endpoints.map(({ method, path: pattern, body, query }) => {
    const name = `${method.toUpperCase()} /api/v1${pattern}`;
    const path = address(name as Route, teams.north); // the tables have the same routes
    const headers = { "portus-auth": token, "content-type": "application/json" };
    const sent = { method: method.toUpperCase(), headers };
    const fields = Object.keys(body ? fieldsOf(body) : {});
    const inBody = (length: number): Sent => {
      const text = shape.text(Math.floor(length / Math.max(1, fields.length)));
      const values = Object.fromEntries(fields.map((field) => [field, text]));
      return { ...sent, path, body: JSON.stringify(fields.length > 0 ? values : { field: text }) };
    };
    const inQuery = (length: number): Sent => {
      const [field = "q"] = Object.keys(fieldsOf(query));
      const text = encodeURIComponent(shape.text(length)).slice(0, length).replace(/%.?$/, "");
      return { ...sent, path: `${path}${path.includes("?") ? "&" : "?"}${field}=${text}` };
    };
    const length = (body ? maxBodyLength : maxHeaderLength - 1_000) * 0.9;
    return { name, length, make: body ? inBody : inQuery };
  });
}
