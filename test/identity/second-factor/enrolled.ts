import { codeAt, stepAt } from "../../../src/identity/second-factor/totp.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { type Browser, browser, type Page } from "../../support/app.ts";
import { password } from "../../support/data/factories.ts";
import { signedIn } from "../signed-in.ts";

/** Somebody new who added an authenticator app on the page, with its secret and the recovery codes. */
export async function withAuthenticator(
  app: { url: string },
  given: Parameters<typeof signedIn>[1] = {},
) {
  const { user, actor, it } = await signedIn(app, given);
  const secret = secretIn(await it.get("/profile/security/authenticator/new"));
  const added = await it.post("/profile/security/authenticator", { code: codeNow(secret) });
  await forgetStep(user);
  return { user, actor, it, secret, added, codes: codesIn(added) };
}

/** The key that a page shows, as bytes. */
export function secretIn({ text }: Page): Buffer {
  const [, key = ""] = /<code class="command__text">([A-Z2-7 ]{39})</.exec(text) ?? [];
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replaceAll(" ", "")]
    .map((it) => alphabet.indexOf(it).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

export function codesIn({ text }: Page): string[] {
  const [, codes = ""] = /id="codes">([^<]*)</.exec(text) ?? [];
  return codes.split("\n").filter(Boolean);
}

export const codeNow = (secret: Buffer): string => codeAt(secret, stepAt(Date.now()));

/** Lets the code of this half minute count again. */
export async function forgetStep({ id }: User): Promise<void> {
  await db.authenticator.updateMany({ where: { userId: id }, data: { lastStep: 0 } });
}

/** A browser in which the password was entered, and the second factor is awaited. */
export async function atSecondStep(
  app: { url: string },
  { username }: User,
): Promise<{ it: Browser; answer: Page }> {
  const it = browser(app);
  await it.get("/sign-in");
  const answer = await it.post("/sign-in", { username, password });
  await it.get("/sign-in/second-factor");
  return { it, answer };
}

/** Whether somebody is signed in in a browser. */
export const isSignedIn = async (it: Browser): Promise<boolean> =>
  (await it.get("/profile")).status === 200;
