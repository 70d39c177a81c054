import { join } from "node:path";
import { type Browser, browser } from "../app.ts";
import { must, run } from "../processes.ts";
import { clientHome, type Stack } from "../stack.ts";
import type { Layout } from "./oci-layouts.ts";

export const password = "correct horse battery";

/** A person with a browser, and with their own logins of skopeo, podman and buildah. */
export interface Person {
  name: string;
  env: Record<string, string>;
  browser: Browser;
}

/** A person who signed up on the page and logged in with skopeo. */
export async function newPerson(stack: Stack, name: string): Promise<Person> {
  const visitor = browser(stack.portus);
  await visitor.get("/sign-up");
  const setup_code = process.env.PORTUS_SETUP_CODE ?? ""; // the first person needs it
  const form = { username: name, email: `${name}@example.org`, password, setup_code };
  const answer = await visitor.post("/sign-up", form);
  if (answer.status !== 303) throw new Error(`sign-up answered ${answer.status}: ${answer.text}`);

  const person = { name, env: clientHome(stack, name), browser: visitor };
  logIn(stack, person);
  return person;
}

/** A client without an account. */
export function anonymous(stack: Stack): Person {
  return {
    name: "anonymous",
    env: clientHome(stack, "anonymous"),
    browser: browser(stack.portus),
  };
}

export function logIn(stack: Stack, { name, env }: Person): string {
  const who = ["--username", name, "--password-stdin"];
  return must(
    ["skopeo", "login", "--tls-verify=false", ...who, stack.registry.host],
    env,
    password,
  );
}

const skopeo = ["skopeo", "--insecure-policy"];

export function pushing(stack: Stack, { env }: Person, { directory }: Layout, name: string) {
  const flags = ["--all", "--preserve-digests", "--dest-tls-verify=false"];
  const to = `docker://${stack.registry.host}/${name}`;
  return run([...skopeo, "copy", ...flags, `oci:${directory}`, to], env);
}

export function pulling(stack: Stack, { env }: Person, name: string) {
  const from = `docker://${stack.registry.host}/${name}`;
  const to = `dir:${join(env.HOME ?? "", `pulled-${Date.now()}`)}`;
  return run([...skopeo, "copy", "--all", "--src-tls-verify=false", from, to], env);
}

export function deleting(stack: Stack, { env }: Person, name: string) {
  const what = `docker://${stack.registry.host}/${name}`;
  return run([...skopeo, "delete", "--tls-verify=false", what], env);
}

/** podman or buildah with its own storage and a driver that needs no privileges. */
export function storage(tool: "podman" | "buildah", { env }: Person): string[] {
  const home = env.HOME ?? "";
  const flags = ["--root", join(home, "storage"), "--runroot", join(home, "run")];
  return [tool, ...flags, "--storage-driver", "vfs"];
}
