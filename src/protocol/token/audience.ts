import type { Registry } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { knownRegistries } from "../../registry/known-registries.ts";

/** The registry that a service names. Tokens are signed only for registries that Portus knows. */
export async function findAudience(service: string): Promise<Registry> {
  const known = await knownRegistries();
  const found = known.find((it) => it.hostname === service || it.externalHostname === service);
  if (found) return found;

  const names = known.flatMap((it) => [it.hostname, it.externalHostname ?? []]).flat();
  throw new Invalid({
    service:
      `Portus issues no tokens for the service ${JSON.stringify(service.slice(0, 255))}. ` +
      `It knows: ${names.join(", ")}. Set auth.token.service in the registry's configuration to one of them.`,
  });
}
