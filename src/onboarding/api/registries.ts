import { actor } from "../../accounts/current.ts";
import { presentRegistry, RegistryEntity } from "../../registry/present.ts";
import { RegistryForm } from "../../registry/schemas.ts";
import { endpoint } from "../../web/api.ts";
import { addRegistry } from "../registries.ts";

export const registries = [
  endpoint("post", "/registries", {
    summary: "Add a registry, with a global namespace and one for each person",
    caller: "admin",
    body: RegistryForm,
    names: { url: "hostname" },
    wrapper: "registry",
    status: 201,
    answer: RegistryEntity,
    run: async ({ req, body }) => presentRegistry(await addRegistry(actor(req), body)),
  }),
];
