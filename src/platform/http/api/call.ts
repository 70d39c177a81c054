import type { Request } from "express";
import { z } from "zod";
import { Invalid, NotFound } from "../../errors.ts";
import { accept, ensureKnown, objectIn, parse } from "../input/body.ts";
import type { Endpoint } from "./endpoint.ts";
import { fieldsOf } from "./fields.ts";

const none = z.strictObject({});

/**
 * Reads the parameters, query and body of a request. If it changes something, unknown names in the query are refused
 * too: they may have been meant to limit the change.
 */
export function readRequest(req: Request, endpoint: Endpoint) {
  const { method, params, query, body, wrapper } = endpoint;
  const named = readParams(params, req.params);
  try {
    if (method === "delete")
      return {
        params: named,
        query: accept(query, mergeQueryAndBody(req.query, req.body)),
        body: {},
      };
    if (method === "get") refuseBrackets(req.query, query);
    else ensureKnown(req.query, query);
    const sent = unwrapped(endpoint, req.body);
    if (method === "put" && body) ensureAnyField(sent, body);
    return {
      params: named,
      query: parse(query, req.query),
      body: accept(body ?? none, sent, wrapper),
    };
  } catch (error) {
    throw error instanceof Invalid ? renamed(error, basic) : error;
  }
}

/** Refuses a list where the query takes one value. Other unknown names of a GET are ignored. */
function refuseBrackets(given: object, schema: z.ZodType): void {
  const fields = fieldsOf(schema);
  const names = Object.keys(fields).filter(
    (name) => Object.hasOwn(given, `${name}[]`) && !Object.hasOwn(fields, `${name}[]`),
  );
  const problems = names.map((name) => [name, `Send one value, as ${name}= without [].`]);
  if (problems.length > 0) throw new Invalid(Object.fromEntries(problems));
}

/** Refuses an update without fields: they were probably sent in another format or under other names. */
function ensureAnyField(sent: unknown, schema: z.ZodType): void {
  if (Object.keys(objectIn(sent)).length > 0) return;
  const names = Object.keys(fieldsOf(schema));
  const what = names.length === 1 ? names[0] : `at least one of: ${names.join(", ")}`;
  throw new Invalid({ form: `There is nothing to change. Send ${what}.` });
}

/** Reads the options of a DELETE from its query or its body, because clients use both. They must not contradict. */
function mergeQueryAndBody(query: object, body: unknown): object {
  const inBody = body ?? {};
  if (typeof inBody !== "object" || Array.isArray(inBody))
    throw new Invalid({ form: "Send one object with named fields, or no body at all." });
  const both: Record<string, unknown> = { ...query };
  for (const [name, value] of Object.entries(inBody)) {
    if (Object.hasOwn(query, name) && String(both[name]) !== String(value))
      throw new Invalid({
        [name.slice(0, 64)]:
          "The query and the body have different values. Send it in one of them.",
      });
    both[name] = value;
  }
  return both;
}

const basic = (name: string) => (name === "form" ? "base" : name); // SUSE Portus's name for errors that belong to no field

/** Maps the fields of a domain's error to the names that the client sent. */
export function useRequestNames(req: Request, endpoint: Endpoint) {
  const { params, query, body, names } = endpoint;
  const known = [body ?? none, query, params].flatMap((schema) => Object.keys(fieldsOf(schema)));
  const sent = Object.keys(Object(unwrapped(endpoint, req.body)));
  const nameOfSent = (name: string) => {
    const other = names[name];
    if (other && !sent.includes(name)) return other;
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return known.includes(snake) ? snake : basic(name);
  };
  return (error: unknown) => {
    throw error instanceof Invalid ? renamed(error, nameOfSent) : error;
  };
}

function renamed({ fields }: Invalid, to: (name: string) => string): Invalid {
  return new Invalid(
    Object.fromEntries(Object.entries(fields).map(([name, why]) => [to(name), why])),
  );
}

type Wrapped = Pick<Endpoint, "wrapper" | "beside">;

function unwrapped({ wrapper, beside: allowed }: Wrapped, body: unknown): unknown {
  if (!wrapper || typeof body !== "object" || body === null || !Object.hasOwn(body, wrapper))
    return body;
  const { [wrapper]: inner, ...beside } = body as Record<string, unknown>; // an object, as was just checked
  const [first] = Object.keys(beside).filter((name) => !allowed.includes(name));
  if (first !== undefined)
    throw new Invalid({
      [first.slice(0, 64)]:
        `This is outside of "${wrapper}". Put all fields inside it, or leave it out.`,
    });
  if (typeof inner !== "object" || inner === null || Array.isArray(inner))
    throw new Invalid({ [wrapper]: "Send an object with the fields of this request." });
  return { ...beside, ...inner };
}

/** Reads the path parameters. An id too large for the column is a 404, like an id that does not exist. */
function readParams(schema: z.ZodType, given: unknown): unknown {
  const { error } = schema.safeParse(given);
  if (error?.issues.some(({ code }) => code === "too_big")) throw new NotFound("thing");
  return parse(schema, given);
}
