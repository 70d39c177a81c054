import { db } from "../../../src/platform/db/client.ts";

/** The answer of an endpoint for machines. */
export interface Answer {
  status: number;
  body: Record<string, string | number | undefined>;
  headers: Headers;
}

/** A machine that signs in by RFC 8628, without a browser and without a cookie. */
export function machineAt(app: { url: string }) {
  async function post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams(form);
    const res = await fetch(app.url + path, { method: "POST", body, headers });
    return {
      status: res.status,
      body: (await res.json()) as Answer["body"],
      headers: res.headers,
    };
  }

  return {
    post,
    ask: (form: Record<string, string> = {}) =>
      post("/oauth/device", { client_id: "test", machine: "laptop", ...form }),
    poll: (device_code: unknown) =>
      post("/oauth/token", {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code: String(device_code),
      }),
  };
}

/** Lets the machine ask again at once. */
export async function forgetPolls(): Promise<void> {
  await db.deviceSignIn.updateMany({ data: { polledAt: null } });
}
