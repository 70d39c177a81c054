import { z } from "zod";
import { findRepositoryById } from "../../catalogue/repositories/find.ts";
import { actor, audit } from "../../identity/actor/request.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { setNamespacePatterns, setRepositoryPatterns } from "./change.ts";
import { PatternsBody } from "./schemas.ts";

const PatternsEntity = z.array(z.string());

export const endpoints = [
  endpoint("get", "/namespaces/:id/immutable_tags", {
    summary: "The patterns of the immutable tags of a namespace",
    params: IdParams,
    answer: z.object({ patterns: PatternsEntity }),
    run: async ({ req, params }) => {
      const { immutableTags } = await findNamespace(actor(req), params.id);
      return { patterns: immutableTags };
    },
  }),

  endpoint("put", "/namespaces/:id/immutable_tags", {
    summary: "Set which tags are immutable in a namespace",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: PatternsBody,
    run: async ({ req, params, body }) => {
      const namespace = await findNamespace(actor(req), params.id);
      await setNamespacePatterns(audit(req), namespace, body.patterns);
    },
  }),

  endpoint("get", "/repositories/:id/immutable_tags", {
    summary:
      "The patterns of the immutable tags of a repository, and those of its namespace, which apply too",
    params: IdParams,
    answer: z.object({ patterns: PatternsEntity, namespace_patterns: PatternsEntity }),
    run: async ({ req, params }) => {
      const { immutableTags, namespace } = await findRepositoryById(actor(req), params.id);
      return { patterns: immutableTags, namespace_patterns: namespace.immutableTags };
    },
  }),

  endpoint("put", "/repositories/:id/immutable_tags", {
    summary: "Set which tags are immutable in a repository, in addition to those of its namespace",
    allowsRestrictedTokens: true,
    params: IdParams,
    body: PatternsBody,
    run: async ({ req, params, body }) => {
      const repository = await findRepositoryById(actor(req), params.id);
      await setRepositoryPatterns(audit(req), repository, body.patterns);
    },
  }),
];
