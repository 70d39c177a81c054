import assert from "node:assert/strict";
import { paths } from "../../../src/platform/paths/paths.ts";
import { browser, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeUser } from "../../support/data/factories.ts";

// An application with the public repository web/app, and the pages of its images.
export const app = await useApp();
export const it = browser(app);
await makeUser({ admin: true });
export const repository = await makeRepository({
  namespace: await makeNamespace({ name: "web", visibility: "public" }),
  name: "app",
});

/** The page of an image of the repository, by tag or digest. */
export async function page(reference: string): Promise<string> {
  const answer = await it.get(paths.image(repository, reference));
  assert.equal(answer.status, 200);
  return answer.text;
}
