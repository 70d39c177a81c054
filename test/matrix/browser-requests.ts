import { type IncomingHttpHeaders, request } from "node:http";
import { signIn } from "../support/app.ts";
import type { User } from "../../src/platform/db/client.ts";

export interface Sent {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

type Headers = Record<string, string | string[]>;

/** Sends a request with any headers, also those that fetch sets itself, such as Host, and repeated ones. */
export function send(
  app: { url: string },
  { method = "GET", path, headers = {}, body }: Given,
): Promise<Sent> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, headers, agent: false };
    const req = request(options, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: res.statusCode ?? 0, headers: res.headers, text });
      });
    });
    req.once("error", reject);
    req.end(body);
  });
}

export interface Given {
  method?: string;
  path: string;
  headers?: Headers;
  body?: string;
}

/** What a signed-in browser sends with a form: its cookies, and the token of the form. */
export async function formOf(app: { url: string }, user: User) {
  const { get, cookies } = await signIn(app, user);
  const { text } = await get("/profile");
  const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return { cookie, csrf };
}
