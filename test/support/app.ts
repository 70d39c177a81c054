import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { createApp } from "../../src/main/app.ts";
import type { User } from "../../src/platform/db/client.ts";
import { password } from "./data/factories.ts";
import { useDatabase } from "./database.ts";

export { useDatabase };

/** The whole application on a free port, over a fresh database. */
export async function useApp(): Promise<{ url: string }> {
  await useDatabase();
  const server = createServer(createApp());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export interface Page {
  status: number;
  text: string;
  headers: Headers;
  location: string | null;
}

/** A page of an error, without what is new in each answer. */
export const withoutRequestId = (html: string) => html.replace(/Request ID: <code>[^<]+/, "");

/** A browser without JavaScript: keeps cookies, follows nothing, and sends forms as the last page would. */
export function browser(app: { url: string }) {
  const cookies = new Map<string, string>();
  let csrfToken = "";

  async function request(path: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, "accept-encoding": "identity", ...init.headers };
    const res = await fetch(app.url + path, { ...init, headers, redirect: "manual" });
    for (const line of res.headers.getSetCookie()) keep(line);
    const text = await res.text();
    csrfToken = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? csrfToken;
    return {
      status: res.status,
      text,
      headers: res.headers,
      location: res.headers.get("location"),
    };
  }

  function keep(line: string): void {
    const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
    if (value) cookies.set(name, value);
    else cookies.delete(name);
  }

  return {
    cookies,
    get: (path: string, headers: Record<string, string> = {}) => request(path, { headers }),
    post: (
      path: string,
      fields: Record<string, string | string[]> = {}, // a list: the field is sent as often
      headers: Record<string, string> = {},
    ) =>
      request(path, {
        method: "POST",
        headers,
        body: new URLSearchParams(pairsOf({ _csrf: csrfToken, ...fields })),
      }),
    forgetCsrf: () => {
      csrfToken = "";
    },
  };
}

const pairsOf = (fields: Record<string, string | string[]>) =>
  Object.entries(fields).flatMap(([name, values]) => [values].flat().map((one) => [name, one]));

export type Browser = ReturnType<typeof browser>;

/** A browser in which someone has signed in through the form. */
export function signIn(app: { url: string }, { username }: User): Promise<Browser> {
  return signInWith(app, { username, password });
}

export async function signInWith(
  app: { url: string },
  fields: { username: string; password: string },
): Promise<Browser> {
  const it = browser(app);
  await it.get("/sign-in");
  const answer = await it.post("/sign-in", fields);
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
  await it.get("/profile");
  return it;
}
