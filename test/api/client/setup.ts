import { config } from "../../../src/platform/config/config.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { password } from "../../support/data/factories.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";
import { apiClient } from "../client.ts";

// All files here share one application and one client, so that the last test knows which operations none of them called.
export const app = await useApp();
await ensureKeys();
export const fake = await fakeRegistry();
const speaks = { "docker-distribution-api-version": "registry/2.0" };
fake.answers.set("/v2/", (_req, res) => res.writeHead(401, speaks).end("{}"));

export const api = await apiClient(app);
export const anyone = api.by();

/** The answer before the first registry was created. */
export const healthWithoutRegistry = await anyone("get_health");

export const admin = await bootstrapped();

async function bootstrapped() {
  const setup_code = config.setupCode ?? "";
  const body = { username: "ada", email: "ada@example.org", password, setup_code };
  const { json } = await anyone("post_users_bootstrap", { body });
  return api.by(`ada:${json.plain_token}`);
}
