import { type IncomingHttpHeaders, request } from "node:http";
import type { User } from "../../src/platform/db/client.ts";
import { password as current } from "./data/factories.ts";

export interface Sent {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

type Headers = Record<string, string | string[]>;

/** Sends a request with any headers, also those that fetch sets itself, such as Host, and repeated ones. */
export function send(
  app: { url: string },
  { method = "GET", path, headers = {}, body, from }: Given,
): Promise<Sent> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, localAddress: from, agent: false };
    const lines = linesOf({ host: `${hostname}:${port}`, ...headers }, body);
    const req = request({ ...options, headers: lines }, (res) => {
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

/** The header lines as they are sent. Given as a list, Node adds none and joins none. */
function linesOf(headers: Headers, body = ""): string[] {
  const length = body ? { "content-length": `${Buffer.byteLength(body)}` } : {};
  const all = Object.entries({ connection: "close", ...length, ...headers });
  return all.flatMap(([name, values]) => [values].flat().flatMap((value) => [name, value]));
}

export interface Given {
  method?: string;
  path: string;
  headers?: Headers;
  body?: string;
  from?: string; // a loopback address of this machine
}

/** What a signed-in browser sends with a form: its cookies, and the token of the form. */
export interface FormSender {
  cookie: string;
  csrf: string;
}

/** Signs in through the form. Throws if that is refused. */
export async function signInBy(
  app: { url: string },
  user: User,
  { password = current, from }: { password?: string; from?: string } = {},
): Promise<FormSender> {
  const place = from === undefined ? {} : { from };
  const cookies = new Map<string, string>();
  let csrf = "";
  const ask = async (given: Given): Promise<Sent> => {
    const headers = { ...formHeaders, cookie: cookieOf(cookies) };
    const sent = await send(app, { ...given, ...place, headers });
    for (const line of sent.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    csrf = /name="_csrf" value="([^"]+)"/.exec(sent.text)?.[1] ?? csrf;
    return sent;
  };

  await ask({ path: "/sign-in" });
  const body = new URLSearchParams({ _csrf: csrf, username: user.username, password });
  const answer = await ask({ method: "POST", path: "/sign-in", body: `${body}` });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
  await ask({ path: "/profile" });
  return { cookie: cookieOf(cookies), csrf };
}

const formHeaders = { "content-type": "application/x-www-form-urlencoded" };

const cookieOf = (cookies: Map<string, string>) =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
