import type { Session, SessionData } from "express-session";
import type { Audit } from "../../history/record.ts";
import { Invalid } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import { redeemCode } from "../second-factor/codes.ts";
import { verifyPasskey } from "../second-factor/passkeys/assertion.ts";
import { takeChallenge } from "../second-factor/passkeys/challenge.ts";
import type { SignInProof } from "./sign-ins.ts";

type Given = { code?: string | undefined; passkey?: string | undefined };

interface Request {
  sessionID: string;
  session: Session & Partial<SessionData>;
}

/** Checks the second factor that a form sent: a code, or what a passkey signed. Throws Invalid or TooMany. */
export async function proveSecondFactor(
  req: Request,
  audit: Audit<Actor>,
  { code, passkey: json }: Given,
): Promise<NonNullable<SignInProof["secondFactor"]>> {
  if (json) {
    await verifyPasskey({ json, challenge: await takeChallenge(req), account: audit.actor });
    return "passkey";
  }
  if (!code) throw new Invalid({ code: "Enter a code of your app, or a recovery code." });
  return redeemCode(audit, code);
}
