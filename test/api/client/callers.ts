import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { useApp } from "../../support/app.ts";
import { password } from "../../support/data/factories.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";
import { apiClient } from "../client.ts";

// One application and one client for all that drive the API, so that the last test can say what none of them drove.
export const app = await useApp();
await ensureKeys();
export const fake = await fakeRegistry();
const speaks = { "docker-distribution-api-version": "registry/2.0" };
fake.answers.set("/v2/", (_req, res) => res.writeHead(401, speaks).end("{}"));

export const api = await apiClient(app);
export const anyone = api.by();

/** Asked before anybody made the first registry. */
export const unfounded = await anyone("get_health");

export const admin = await bootstrapped();

async function bootstrapped() {
  const body = { username: "ada", email: "ada@example.org", password };
  const { json } = await anyone("post_users_bootstrap", { body });
  return api.by(`ada:${json.plain_token}`);
}
