import { Router } from "express";
import type { openApi } from "./openapi.ts";

type Document = ReturnType<typeof openApi>;

interface Schema {
  type?: string;
  enum?: unknown[];
  format?: string;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
}

/** The API reference, a page made from the OpenAPI document. */
export function apiReference(document: Document): Router {
  const router = Router();
  const groups = grouped(document);
  router.get("/", (_req, res) => {
    res.render("platform/api/reference", { groups, description: document.info.description });
  });
  return router;
}

interface Field {
  name: string;
  type: string;
  required: boolean;
}

function grouped({ paths }: Document) {
  const groups = new Map<string, ReturnType<typeof described>[]>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const noun = path.replace(/^\/api(\/v1)?\//, "").split("/")[0] ?? "";
      groups.set(noun, [...(groups.get(noun) ?? []), described(method, path, operation)]);
    }
  return [...groups]
    .map(([noun, operations]) => ({ noun, operations }))
    .sort((a, b) => a.noun.localeCompare(b.noun));
}

function described(method: string, path: string, operation: unknown) {
  const { summary, operationId, security, parameters, requestBody, responses } =
    operation as Operation; // made by openApi()
  return {
    method: method.toUpperCase(),
    path,
    id: operationId,
    summary,
    open: security.length === 0,
    parameters: parameters.map(({ name, required, schema, in: place }) => ({
      name,
      place,
      required,
      type: typeOf(schema),
    })),
    body: fieldsOf(requestBody?.content["application/json"].schema),
    answers: Object.entries(responses).map(([status, { description, content }]) => ({
      status,
      description,
      fields: fieldsOf(content?.["application/json"].schema),
    })),
  };
}

type Content = { "application/json": { schema: Schema } };

interface Operation {
  summary: string;
  operationId: string;
  security: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

function fieldsOf(schema: Schema | undefined): Field[] {
  const one = schema?.items ?? schema?.anyOf?.at(-1) ?? schema;
  const { properties = {}, required = [] } = one ?? {};
  return Object.entries(properties).map(([name, its]) => ({
    name,
    type: typeOf(its),
    required: required.includes(name),
  }));
}

/** Describes a type in a few words: "integer", "one of asc, desc", "text or null", "list of text". */
function typeOf(schema: Schema): string {
  if (schema.enum) return `one of ${schema.enum.join(", ")}`;
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.format === "date-time") return "time";
  return { string: "text", boolean: "true or false" }[schema.type ?? ""] ?? schema.type ?? "any";
}
