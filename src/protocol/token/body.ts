import type { IncomingMessage } from "node:http";
import { Invalid } from "../../platform/errors.ts";

const most = 16 * 1024; // bytes
const patience = 64 * most;

/** The form in a request, which a client need not send at once. Any other type of body is as none. */
export async function readBody(req: IncomingMessage): Promise<string> {
  const type = req.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded *(; *charset="?utf-8"? *)?$/i.test(type)) return "";

  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length > patience) break; // closes the connection
    if (length <= most) chunks.push(chunk); // what is over is dropped, so that the client gets to read the answer
  }
  if (length > most) throw new Invalid({ form: "The form is too long: 16 kB is the most." });
  return Buffer.concat(chunks).toString("utf8");
}
