import { createServer, type IncomingMessage, request } from "node:http";

// A relay to Portus that prints a line for each request to the token endpoint, without secrets. It is its own process,
// since tests block while a client runs. Arguments: port, Portus's address.
const [, , port = "", portus = ""] = process.argv;

createServer(async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method, headers, url = "" } = req;
  const onward = request(`${portus}${url}`, { method, headers }, (answer) => {
    const status = answer.statusCode ?? 502;
    if (url.startsWith("/v2/token")) console.log(line(req, body.toString(), status));
    res.writeHead(status, answer.rawHeaders);
    answer.pipe(res);
  });
  onward.on("error", () => res.destroy());
  onward.end(body);
}).listen(Number(port), "127.0.0.1", () => console.log("listening"));

/** `200 crane/v0.22.1 POST client_id=… grant_type=refresh_token refresh_token scope service` */
function line(req: IncomingMessage, body: string, status: number): string {
  const query = new URL(req.url ?? "", "http://relay").searchParams;
  const fields = [...(req.method === "POST" ? new URLSearchParams(body) : query)];
  const [agent = ""] = (req.headers["user-agent"] ?? "").split(" ");
  return [status, agent, req.method, ...fields.map(shown), credential(req)].join(" ").trim();
}

function shown([name, value]: [string, string]): string {
  const telling = ["client_id", "grant_type", "access_type", "offline_token", "scope"];
  return telling.includes(name) ? `${name}=${value.replaceAll(" ", "+")}` : name;
}

function credential({ headers: { authorization } }: IncomingMessage): string {
  if (!authorization) return "";
  const [scheme, encoded = ""] = authorization.split(" ");
  const [name] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return name ? `${scheme} with a name` : `${scheme} without a name`;
}
