import { password } from "../support/data/factories.ts";

/** Returns a function that calls the API as a user, by their password, and parses the JSON of the answer. */
export function apiCaller(app: { url: string }) {
  return async (user: { username: string }, method: string, path: string, body?: unknown) => {
    const res = await fetch(`${app.url}/api/v1${path}`, {
      method,
      headers: {
        "Portus-Auth": `${user.username}:${password}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await res.text();
    return { status: res.status, headers: res.headers, json: text ? JSON.parse(text) : null };
  };
}
