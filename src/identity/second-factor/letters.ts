import type { Tx } from "../../platform/db/client.ts";
import { canSendEmail } from "../../platform/mail/smtp.ts";
import { emailNotice } from "../email-links/emails.ts";

/** What an e-mail about second factors says happened; its template has the sentences. */
export type Change =
  | { what: "authenticator_added" }
  | { what: "authenticator_removed" }
  | { what: "passkey_added"; name: string }
  | { what: "passkey_removed"; name: string }
  | { what: "recovery_codes_renewed" }
  | { what: "recovery_code_used"; left: number }
  | { what: "reset" }
  | { what: "wrong_codes"; count: number };

/** Queues an e-mail to the owner of an account about a change of their second factors. */
export async function notifyOwner(tx: Tx, userId: number, change: Change): Promise<void> {
  if (!canSendEmail()) return;
  const select = { username: true, email: true };
  const { username, email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select });
  if (!email) return;
  await emailNotice(tx, "second-factor", email, {
    name: "",
    left: 0,
    count: 0,
    username,
    ...change,
  });
}
