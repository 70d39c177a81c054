import { before } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { RegistryForm } from "../../../src/registry/admin/schemas.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { actorOf, makeUser, unique } from "../../support/data/factories.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";

export const app = await useApp();
before(ensureKeys);
export const fake = await fakeRegistry();
fake.answers.set("/v2/", (_req, res) =>
  res.writeHead(401, { "docker-distribution-api-version": "registry/2.0" }).end("{}"),
);
export const ada = await makeUser({ admin: true, username: "ada" });
export const admin = actorOf(ada);
export const first = await ensureRegistry(config);

export function draft(given: Record<string, unknown> = {}) {
  const name = unique("registry");
  return RegistryForm.parse({ name, hostname: `${name}.test.lan`, url: fake.url, ...given });
}
