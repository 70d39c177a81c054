import { config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";

/** Why credentials were refused. With few exceptions, only the decision log says so: the answer to the client does not name the reason. */
export interface Rejection {
  why: keyof typeof sentences;
  applicationToken?: number; // its id, if the secret is that of one
  refreshToken?: number | bigint; // likewise
}

const sentences = {
  unknown_account: "No account has this user name.",
  wrong_password: "The password is not that of this account.",
  disabled: "The account is disabled.",
  suspended:
    "The account is suspended: its sign-in provider no longer has it, or has not confirmed it for too long. A sign-in there ends it.",
  deprovisioned:
    "The account is suspended: its sign-in provider says that the person no longer uses Portus. The provider ends it.",
  second_factor:
    "The account has a second factor, which programs can't enter. Its password works only on the pages of Portus.",
  second_factor_missing:
    "The account must have a second factor, and has none yet. Its password works only on the pages of Portus.",
  wrong_second_factor: "The password is right, but not the code or the passkey.",
  wrong_passkey: "The passkey was refused.",
  disabled_there: "The directory says that the account is disabled or has expired.",
  ambiguous_name: "More than one entry of the directory has this user name.",
  no_account: "The directory knows this person, but its rules give them no account here.",
  directory_password:
    "Passwords of the directory do not work here. Sign in to Portus and create an application token.",
  robot: "Robots have no password. They log in with an application token.",
  throttled: "Too many passwords were being tried, so this one was not checked.",
  unknown_token: "No application token has this secret. It was revoked, replaced or mistyped.",
  other_account: "The token belongs to another account than the one that was named.",
  expired_token: "The application token has expired.",
  wrong_address: "The application token may not be used from this address.",
  not_for_registry: "The application token does not have the scope registry.",
  unknown_client:
    "No signed-in client has this refresh token. It was signed out, or the password changed.",
  expired_client: "The sign-in of this client has expired.",
  other_service: "The client signed in to another registry.",
  refresh_token: "Refresh tokens are accepted only where clients request tokens.",
} as const;

/** What a client may read of the reason, because its secret was right. Null: it learns only that the sign-in failed. */
export function explainToHolder({ why, applicationToken, refreshToken }: Rejection): string | null {
  if (why === "second_factor" || why === "second_factor_missing") return instead[why];
  if (why === "directory_password" || why === "no_account") return sentences[why];
  const isHolder = applicationToken !== undefined || refreshToken !== undefined;
  if (!isHolder) return null;
  if (why === "suspended") return `${sentences.suspended} Sign in to Portus with it.`;
  return why === "deprovisioned" ? `${sentences[why]} Ask the people who run it.` : null;
}

/** What to do instead of using the password. */
const instead = {
  second_factor: `This account has a second factor, so its password does not work here. Create an application token at ${config.url}${paths.profile()} and log in with that.`,
  second_factor_missing: `This account must have a second factor, so its password does not work here. Sign in at ${config.url} to add one, create an application token there, and log in with that.`,
} as const;

export const explainRejection = ({ why }: Rejection): string => sentences[why];

/** Why credentials were refused, of the sentence that the decision log has; null if it says something else. */
export function rejectionIn(explanation: string): Rejection["why"] | null {
  const reasons = Object.keys(sentences) as Rejection["why"][]; // of a literal
  return reasons.find((why) => sentences[why] === explanation) ?? null;
}

/** A refused sign-in anywhere but at the token endpoint, which records its answers itself. */
export interface RejectedSignIn {
  entryPoint: "sign_in" | "api" | "registry";
  username: string; // as it was typed
  rejection: Rejection;
  address: string;
  agent: string | undefined;
  service?: string; // the registry that a client named
}

let report: (refused: RejectedSignIn) => void = () => {};

/** Connects the decision log, which is in a layer above. */
export function setRejectionReport(reporter: typeof report): void {
  report = reporter;
}

export const reportRejection = (refused: RejectedSignIn): void => report(refused);
