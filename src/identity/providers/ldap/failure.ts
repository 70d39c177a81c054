import { errorCode, errorField, errorMessage } from "../../../platform/error-fields.ts";

/** Why a directory could not be asked. Its answer is not known then: nobody is refused or suspended for it. */
export class DirectoryFailure extends Error {
  override name = "DirectoryFailure";
  readonly problem: Problem;
  /** The result code, if a server answered. */
  readonly code: number | null;
  constructor(problem: Problem, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.problem = problem;
    const code = errorField(options.cause, "code");
    this.code = typeof code === "number" ? code : null;
  }
}

export type Problem =
  | "unreachable"
  | "tls"
  | "needs_tls"
  | "refused" // the bind of Portus itself
  | "no_base"
  | "no_access"
  | "incomplete"
  | "settings"
  | "other";

/** Result codes of LDAP (RFC 4511, 4.1.9) that have a meaning for the operator. */
const results: Record<number, { problem: Problem; says: string }> = {
  8: {
    problem: "needs_tls",
    says: "it accepts this bind only over an encrypted connection (strongerAuthRequired)",
  },
  13: {
    problem: "needs_tls",
    says: "it requires an encrypted connection (confidentialityRequired)",
  },
  32: { problem: "no_base", says: "it has no such entry (noSuchObject)" },
  48: {
    problem: "refused",
    says: "it does not accept this kind of bind (inappropriateAuthentication)",
  },
  49: {
    problem: "refused",
    says: "it does not accept the bind DN or its password (invalidCredentials)",
  },
  50: { problem: "no_access", says: "the bind DN may not read this (insufficientAccessRights)" },
  3: { problem: "incomplete", says: "the search took it too long (timeLimitExceeded)" },
  4: { problem: "incomplete", says: "it found more than it gives out (sizeLimitExceeded)" },
  11: { problem: "incomplete", says: "the search is beyond its limits (adminLimitExceeded)" },
  51: { problem: "unreachable", says: "it is busy (busy)" },
  52: { problem: "unreachable", says: "it is not available (unavailable)" },
};

/** Any error of a directory as a failure, with what it says about `where`, such as a server. */
export function failureOf(error: unknown, where: string): DirectoryFailure {
  if (error instanceof DirectoryFailure) return error;
  const { problem, says } = explain(error);
  return new DirectoryFailure(problem, `${where}: ${says}.`, { cause: error });
}

function explain(error: unknown): { problem: Problem; says: string } {
  const code = errorField(error, "code");
  const known = typeof code === "number" ? results[code] : undefined;
  if (known) return known;
  const message = errorMessage(error).split("\n", 1)[0]?.slice(0, 300) ?? "";
  const system = errorCode(error);
  if (isTls(`${system} ${message}`)) return { problem: "tls", says: message.replace(/\.$/, "") };
  if (isConnection(`${system} ${message}`))
    return { problem: "unreachable", says: message.replace(/\.$/, "") };
  return { problem: "other", says: message.replace(/\.$/, "") || "it failed without a reason" };
}

const isTls = (text: string) =>
  /CERT|SSL|TLS|SIGNED|EPROTO|ISSUER|certificate|altnames/i.test(text);

const isConnection = (text: string) =>
  /ECONN|ENOTFOUND|EAI_AGAIN|EHOST|ENET|EPIPE|ETIMEDOUT|timed? ?out|Socket error|Connection closed/i.test(
    text,
  );
