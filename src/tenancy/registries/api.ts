import { audit } from "../../identity/actor/request.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import {
  presentRegistry,
  presentWithSecret,
  RevealedRegistryEntity,
} from "../../registry/admin/present.ts";
import { RegistryForm } from "../../registry/admin/schemas.ts";
import { findEnvironmentRegistry } from "../../registry/registries.ts";
import { addRegistry } from "./registries.ts";

export const endpoints = [
  endpoint("post", "/registries", {
    summary:
      "Add a registry, with a global namespace and a personal one for each user; only this response contains its events secret",
    caller: "admin",
    body: RegistryForm,
    names: { url: "hostname" },
    wrapper: "registry",
    status: 201,
    answer: RevealedRegistryEntity,
    run: async ({ req, body }) => {
      const known = await findEnvironmentRegistry(body.hostname); // scripts still add it, as the first Portus required
      if (known) return presentRegistry(known);
      return presentWithSecret(await addRegistry(audit(req), body));
    },
  }),
];
