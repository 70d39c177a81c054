import { OidcSettings } from "../../../src/identity/providers/oidc/settings.ts";
import { sealSecrets } from "../../../src/identity/providers/providers.ts";
import { config } from "../../../src/platform/config/config.ts";
import { accessChanged, db, type Prisma } from "../../../src/platform/db/client.ts";
import { type Browser, browser, type Page, useApp } from "../../support/app.ts";
import { client, visit } from "../../support/fakes/openid-provider.ts";

/** The application at the address that it has itself: providers send people back there. */
export async function useSignInApp(): Promise<{ url: string }> {
  const app = await useApp();
  (config as { url: string }).url = app.url;
  return app;
}

interface Given extends Partial<Omit<Prisma.SignInProviderCreateInput, "settings">> {
  issuer: string;
  settings?: object;
  secret?: string;
}

export async function addProvider({ issuer, settings, secret = client.secret, ...rest }: Given) {
  const all = OidcSettings.parse({ issuer, clientId: client.id, ...settings });
  const made = await db.signInProvider.create({
    data: {
      kind: "oidc",
      slug: "keycloak",
      name: "Keycloak",
      newAccounts: "anyone",
      ...rest,
      settings: all,
      sealed: sealSecrets({ secret }),
    },
  });
  accessChanged(); // the sign-in page offers it at once
  return made;
}

/** Starts a sign-in. Returns the address of the provider to which the browser is sent. */
export async function start(it: Browser, slug = "keycloak", query = ""): Promise<URL> {
  const { location, text, status } = await it.get(`/sign-in/oidc/${slug}${query}`);
  if (!location) throw new Error(`${status}: ${text}`);
  return new URL(location);
}

/** Signs in at a real provider, in a new browser or in one that is known. */
export async function signInAt(
  app: { url: string },
  it = browser(app),
  query = "",
): Promise<{ it: Browser; answer: Page; back: string }> {
  const address = await start(it, "keycloak", query);
  const back = await visit(app, address.href);
  return { it, back, answer: await it.get(back) };
}

/** The user name of the person who is signed in; null if nobody is. */
export async function whoIs(it: Browser): Promise<string | null> {
  const { text } = await it.get("/profile");
  return /signed in as ([^<. ]+)/.exec(text)?.[1] ?? null;
}

/** The sentence on the page of a sign-in that failed. */
export const sentenceOn = ({ text }: Page): string =>
  (/<div class="panel">\s*<p>(.*?)<\/p>/s.exec(text)?.[1] ?? text)
    .replaceAll("&#39;", "'")
    .replaceAll("&#34;", '"');
