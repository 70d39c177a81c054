import assert from "node:assert/strict";
import { db } from "../../../src/platform/db/client.ts";
import { run } from "../processes.ts";
import { clientHome, type Stack } from "../stack.ts";
import { until } from "../waiting.ts";
import type { Person } from "./people.ts";

type Ran = { status: number | null; output: string };

/** Does what a client is refused, and returns the text of the page that explains it, as an admin reads it. */
export async function refusalPage(admin: Person, act: () => Ran | Promise<Ran>): Promise<string> {
  const newest = () =>
    db.decision.findFirst({ where: { outcome: { not: "granted" } }, orderBy: { id: "desc" } });
  const before = await newest();
  const { status, output } = await act();
  assert.notEqual(status, 0, output);

  const isRecorded = async () => (await newest())?.id !== before?.id;
  await until(isRecorded, "the refusal to be recorded");
  const { publicId = "" } = (await newest()) ?? {};
  const page = await admin.browser.get(`/why/${publicId.replaceAll("-", "")}`);
  assert.equal(page.status, 200, page.text);
  return page.text;
}

/** A client that has not logged in yet. */
export const newClient = (stack: Stack, { name, browser }: Person): Person => ({
  name,
  browser,
  env: clientHome(stack, name),
});

/** Logs in with another secret than the password. */
export function logInWith(stack: Stack, { name, env }: Person, secret: string): Ran {
  const flags = ["--tls-verify=false", "--username", name, "--password-stdin"];
  return run(["skopeo", "login", ...flags, stack.registry.host], env, secret);
}
