import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import {
  answerList,
  endpoint,
  IdParams,
  NestedQuery,
  sorted,
} from "../../platform/http/api/endpoint.ts";
import { endPreviousEventsSecret, rotateEventsSecret } from "../events-secrets.ts";
import { registryListing } from "../registries.ts";
import { changeRegistry, RegistryChanges } from "./change.ts";
import {
  presentRegistry,
  presentWithSecret,
  RegistryEntity,
  RevealedRegistryEntity,
} from "./present.ts";
import { problemsOf, ValidateQuery } from "./validate.ts";

const RegistriesQuery = NestedQuery.extend({
  sort_attr: z.enum(["id", "name", "hostname", "created_at", "updated_at"]).default("id"),
});

export const endpoints = [
  endpoint("get", "/registries", {
    summary: "The registries",
    caller: "admin",
    query: RegistriesQuery,
    answer: z.array(RegistryEntity),
    run: async (call) =>
      answerList(call, {
        ...registryListing(actor(call.req), sorted(call.query)),
        present: presentRegistry,
      }),
  }),

  endpoint("get", "/registries/validate", {
    summary: "Whether a registry with these values could be added, and the problems if not",
    caller: "admin",
    query: ValidateQuery,
    answer: z.object({ valid: z.boolean(), messages: z.record(z.string(), z.array(z.string())) }),
    run: async ({ req, query }) => {
      const messages = await problemsOf(actor(req), query);
      return { valid: Object.keys(messages).length === 0, messages };
    },
  }),

  endpoint("put", "/registries/:id", {
    summary: "Change a registry; fields that are not sent stay unchanged",
    caller: "admin",
    params: IdParams,
    body: RegistryChanges,
    names: { url: "hostname" },
    wrapper: "registry",
    answer: RegistryEntity,
    run: async ({ req, params, body }) =>
      presentRegistry(await changeRegistry(audit(req), params.id, body)),
  }),

  endpoint("post", "/registries/:id/events_secret", {
    summary:
      "Rotate the events secret of a registry; only this response contains the new one, and the old one is accepted until it is ended",
    caller: "admin",
    params: IdParams,
    answer: RevealedRegistryEntity,
    run: async ({ req, params }) => {
      const { registry } = await rotateEventsSecret(audit(req), params.id);
      return presentWithSecret(registry);
    },
  }),

  endpoint("delete", "/registries/:id/events_secret/previous", {
    summary: "Accept only the newest events secret of a registry",
    caller: "admin",
    params: IdParams,
    run: async ({ req, params }) => {
      await endPreviousEventsSecret(audit(req), params.id);
    },
  }),
];
