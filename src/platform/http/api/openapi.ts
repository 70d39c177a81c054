import { z } from "zod";
import type { Endpoint } from "./endpoint.ts";

const errors: Record<number, string> = {
  400: "The body can't be read",
  401: "The request has no credentials, or they are not valid",
  403: "You may see this, but not change it in this way; `error` has the reason if there is a particular one",
  404: "It does not exist, or you may not see it",
  422: "The input is not valid; `message` has the reasons for each field",
  429: "Too many wrong passwords or setup codes from this address, or new e-mail addresses for one account; Retry-After says how long to wait",
};

/** The OpenAPI 3.1 document of the operations, made from the schemas that check requests. */
export function openApi(endpoints: readonly Endpoint[], unversioned: readonly Endpoint[] = []) {
  const paths: Record<string, Record<string, unknown>> = {};
  const add = (base: string, it: Endpoint) => {
    const path = `${base}${it.path.replace(/:(\w+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [it.method]: operation(it) };
  };
  for (const it of endpoints) add("/api/v1", it);
  for (const it of unversioned) add("/api", it);
  return {
    openapi: "3.1.0",
    info: {
      title: "Portus",
      version: "1",
      description:
        "Sign each request with `Portus-Auth: user:token` or HTTP Basic. An application token needs the scope that `security` names: `api:write` includes `api:read`, and `admin` includes all. Lists come in pages: see the X-Total, X-Next-Page and Link headers.",
    },
    components: {
      securitySchemes: {
        portus: { type: "apiKey", in: "header", name: "Portus-Auth" },
        basic: { type: "http", scheme: "basic" },
      },
    },
    paths,
  };
}

function operation(it: Endpoint) {
  const scopes = it.scope ? [it.scope] : [];
  return {
    summary: it.summary,
    operationId: `${it.method}_${it.path.replace(/[/:]+/g, "_").replace(/^_|_$/g, "")}`,
    security: it.caller === "anyone" ? [] : [{ portus: scopes }, { basic: scopes }],
    parameters: [...parameters(it.params, "path"), ...parameters(it.query, "query")],
    ...(it.body && { requestBody: { required: true, content: bodyOf(it.body, it) } }),
    responses: { [it.answer.status]: success(it), ...otherwise(it), ...refusals(it) },
  };
}

function success(it: Endpoint) {
  const description = it.summary;
  return it.answer.body
    ? { description, content: json(it.answer.body, "output") }
    : { description };
}

function otherwise({ answer, otherwise: other }: Endpoint) {
  if (!other || !answer.body) return {};
  return { [other.status]: { description: other.means, content: json(answer.body, "output") } };
}

const refusal = {
  type: "object",
  required: ["message"],
  properties: { message: {}, error: { type: "string" } },
};

function refusals(it: Endpoint) {
  const statuses = [
    ...(it.body ? [400] : []),
    ...(takesAnything(it) ? [422] : []),
    ...(it.caller === "anyone" ? [] : [401]),
    ...(it.caller === "anyone" && !it.body ? [] : [403, 429]),
    ...(it.path.includes(":") ? [404] : []),
  ];
  const content = { "application/json": { schema: refusal } };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: errors[status], content }]),
  );
}

function takesAnything({ body, path, query }: Endpoint): boolean {
  return body !== null || path.includes(":") || parameters(query, "query").length > 0;
}

function parameters(schema: z.ZodType, place: "path" | "query") {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  });
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: described,
  }));
}

/** The schema of a body: the fields, or an object of the wrapper's name with the fields. Other names are refused. */
function bodyOf(schema: z.ZodType, { wrapper, beside }: Endpoint) {
  const bare = { ...schemaOf(schema, "input"), additionalProperties: false };
  if (!wrapper) return { "application/json": { schema: bare } };
  const fields = Object.entries(bare.properties ?? {}).filter(([name]) => beside.includes(name));
  const properties = { [wrapper]: bare, ...Object.fromEntries(fields) };
  const wrapped = { properties, required: [wrapper] };
  const either = [{ type: "object", ...wrapped, additionalProperties: false }, bare];
  return { "application/json": { schema: { anyOf: either } } };
}

function json(schema: z.ZodType, io: "input" | "output") {
  return { "application/json": { schema: schemaOf(schema, io) } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return described;
}
