import { createHash, X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { type Authority, signedBy } from "../certificates.ts";

/** A registry with TLS. Its certificate is signed by the authority. It records every request. */
export async function tlsRegistry(
  authority: Authority,
  { names = ["127.0.0.1"], days = 1 }: { names?: string[]; days?: number } = {},
) {
  const { cert, key } = await signedBy(authority, { names, days });
  const requests: IncomingMessage[] = [];
  const server = createServer({ cert, key }, (req, res) => {
    requests.push(req);
    res.writeHead(200, { "docker-distribution-api-version": "registry/2.0" }).end("{}");
  });
  server.on("tlsClientError", () => {}); // clients that do not trust it close the connection
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pin: createHash("sha256").update(new X509Certificate(cert).raw).digest("hex"),
    validTo: new X509Certificate(cert).validTo,
    requests,
  };
}
