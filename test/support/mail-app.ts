import { after } from "node:test";
import { fakeMailServer, linkIn } from "./fakes/mail-server.ts";

// An application with a mail server, where new addresses must be confirmed. Settings are read when they are first
// imported, so this file and its tests import everything else after the mail server has started.

export const mail = await fakeMailServer();
process.env.PORTUS_EMAIL_SMTP_ADDRESS = "127.0.0.1";
process.env.PORTUS_EMAIL_SMTP_PORT = String(mail.port);
process.env.PORTUS_SIGNUP_CONFIRM_EMAIL = "true";
const client = await import("../../src/platform/db/client.ts");
const { browser, useApp } = await import("./app.ts");
const { makeUser } = await import("./data/factories.ts");
const { listen } = await import("../../src/platform/db/listen.ts");
const { startMailer } = await import("../../src/platform/mail/mailer.ts");

export const app = await useApp();
const mailer = startMailer();
const channels = await listen(client.databaseUrl, { emails_queued: mailer.wake });
after(async () => {
  await channels.close();
  await mailer.stop();
});
export const admin = await makeUser({ admin: true, username: "ada" });
export const newPassword = "another good one";

/** Submits the form for forgotten passwords. */
export async function requestLink(email: string) {
  const visitor = browser(app);
  await visitor.get("/forgotten-password");
  return { visitor, answer: await visitor.post("/forgotten-password", { email }) };
}

/** Requests a link and returns the path and query of the one that arrives. */
export async function receiveLink(email: string): Promise<string> {
  await requestLink(email);
  return linkIn(await mail.next());
}

/** Opens a link and submits its form, which asks for a new password unless the link confirms an address. */
export async function submitLink(
  path: string,
  fields: Record<string, string> = { password: newPassword },
) {
  const visitor = browser(app);
  await visitor.get(path);
  const link = new URL(path, app.url).searchParams.get("link") ?? "";
  const answer = await visitor.post(path.split("?")[0] ?? "", { link, ...fields });
  return { visitor, answer };
}
