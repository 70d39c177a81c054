import { config } from "../../platform/config/config.ts";
import { transaction } from "../../platform/db/client.ts";
import { declaredDirectory } from "./ldap/declared.ts";
import { declaredProvider } from "./oidc/declared.ts";
import { declareProvider, retireDeclared } from "./providers.ts";

/** Saves the providers that the environment declares, at each start, and turns off those that it no longer does. */
export async function declareProviders(): Promise<void> {
  const declared = [await declaredDirectory(config), declaredProvider(config)].filter(
    (it) => it !== null,
  );
  await transaction(async (tx) => {
    for (const provider of declared) await declareProvider(tx, provider);
    await retireDeclared(
      tx,
      declared.map(({ slug }) => slug),
    );
  });
}
