import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import type { Registry } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import {
  answerList,
  endpoint,
  IdParams,
  NestedQuery,
  sorted,
} from "../../platform/http/api/endpoint.ts";
import { sentences } from "../../platform/http/input/issues.ts";
import { findRegistry, registryListing, updateRegistry } from "../registries.ts";
import { presentRegistry, RegistryEntity } from "./present.ts";
import { RegistryForm } from "./schemas.ts";
import { problemsOf, ValidateQuery } from "./validate.ts";

const RegistriesQuery = NestedQuery.extend({
  sort_attr: z.enum(["id", "name", "hostname", "created_at", "updated_at"]).default("id"),
});

const { shape } = RegistryForm.in;
/** Without the defaults of a new registry, which would replace values that are not sent. */
const Changes = z
  .object({
    name: shape.name,
    hostname: shape.hostname,
    external_hostname: shape.external_hostname.unwrap(),
    url: shape.url.unwrap(),
    use_ssl: shape.use_ssl.unwrap(),
    ca: shape.ca.unwrap(),
    pin: shape.pin.unwrap(),
    force: shape.force.unwrap(),
  })
  .partial();

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
    run: async ({ query }) => {
      const messages = await problemsOf(query);
      return { valid: Object.keys(messages).length === 0, messages };
    },
  }),

  endpoint("put", "/registries/:id", {
    summary: "Change a registry; fields that are not sent stay unchanged",
    caller: "admin",
    params: IdParams,
    body: Changes,
    names: { url: "hostname" },
    wrapper: "registry",
    answer: RegistryEntity,
    run: async ({ req, params, body }) => {
      const before = await findRegistry(actor(req), params.id);
      const input = RegistryForm.safeParse(withChanges(before, body));
      if (!input.success) throw new Invalid(sentences(input.error));
      return presentRegistry(await updateRegistry(audit(req), params.id, input.data));
    },
  }),
];

/** A registry with changed fields. A URL that only repeats the host follows a change of the host. */
function withChanges(before: Registry, body: z.infer<typeof Changes>) {
  const { external_hostname, url, use_ssl, ...rest } = presentRegistry(before);
  const followsHost = url === `http://${rest.hostname}` || url === `https://${rest.hostname}`;
  const keptUrl = body.use_ssl !== undefined || followsHost ? null : url;
  return { ...rest, external_hostname, use_ssl, url: keptUrl, ...body };
}
