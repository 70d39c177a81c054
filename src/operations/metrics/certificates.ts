import { staleWhileRevalidate } from "../../platform/stale-while-revalidate.ts";
import { certificateAt } from "../../registry/client/certificate.ts";
import { knownRegistries } from "../../registry/known-registries.ts";

interface CertificateEnd {
  registry: string; // its host name
  at: Date;
}

/** When the certificates of the registries end, read once a minute. Registries that are not reached are left out. */
export const certificateEnds = staleWhileRevalidate(readEnds, {
  freshMs: 60_000,
  timeoutMs: 1_000,
});

async function readEnds(): Promise<CertificateEnd[]> {
  const secure = (await knownRegistries()).filter(({ url }) => url.startsWith("https:"));
  const found = await Promise.allSettled(
    secure.map(async ({ hostname, url }) => ({
      registry: hostname,
      at: (await certificateAt(url)).validTo,
    })),
  );
  return found.flatMap((it) => (it.status === "fulfilled" ? it.value : []));
}
