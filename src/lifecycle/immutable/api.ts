import { z } from "zod";
import { findRepositoryById } from "../../catalogue/repositories/repositories.ts";
import { actor, audit } from "../../identity/actor/request.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { findNamespace } from "../../tenancy/namespaces/list.ts";
import { setNamespacePatterns, setRepositoryPatterns } from "./change.ts";
import { PatternsBody } from "./schemas.ts";

const patterns = z.array(z.string());

export const endpoints = [
  endpoint("get", "/namespaces/:id/immutable_tags", {
    summary: "The patterns of the tags that stay where they were pushed first",
    params: IdParams,
    answer: z.object({ patterns }),
    run: async ({ req, params }) => {
      const { immutableTags } = await findNamespace(actor(req), params.id);
      return { patterns: immutableTags };
    },
  }),

  endpoint("put", "/namespaces/:id/immutable_tags", {
    summary: "Say which tags of a namespace stay where they were pushed first",
    params: IdParams,
    body: PatternsBody,
    run: async ({ req, params, body }) => {
      const namespace = await findNamespace(actor(req), params.id);
      await setNamespacePatterns(audit(req), namespace, body.patterns);
    },
  }),

  endpoint("get", "/repositories/:id/immutable_tags", {
    summary:
      "The same for a repository: its own patterns, and those of its namespace, which hold too",
    params: IdParams,
    answer: z.object({ patterns, namespace_patterns: patterns }),
    run: async ({ req, params }) => {
      const { immutableTags, namespace } = await findRepositoryById(actor(req), params.id);
      return { patterns: immutableTags, namespace_patterns: namespace.immutableTags };
    },
  }),

  endpoint("put", "/repositories/:id/immutable_tags", {
    summary: "Say which tags of a repository stay, beside those that its namespace says",
    params: IdParams,
    body: PatternsBody,
    run: async ({ req, params, body }) => {
      const repository = await findRepositoryById(actor(req), params.id);
      await setRepositoryPatterns(audit(req), repository, body.patterns);
    },
  }),
];
