import { plural } from "./plural.ts";

// The errors that domains throw. src/platform/http/errors.ts turns each into a status and a page.

/** It does not exist, or this actor may not see it (404). */
export class NotFound extends Error {
  override name = "NotFound";
  constructor(what = "page") {
    super(`There is no such ${what}, or you don't have access to it.`);
  }
}

/** The request is malformed, whatever its address (400). */
export class BadRequest extends Error {
  override name = "BadRequest";
  readonly status = 400;
}

/** The actor may see it, but not do this (403). */
export class Forbidden extends Error {
  override name = "Forbidden";
  readonly reason: string | null;
  constructor(why?: string) {
    super(why ?? "Your role does not allow this.");
    this.reason = why ?? null;
  }
}

/** A form without a valid token (403). */
export class FormExpired extends Forbidden {
  override name = "FormExpired";
}

/** A change sent to a host name that is not this Portus's (403). */
export class ForeignHost extends Forbidden {
  override name = "ForeignHost";
}

/** Only people who proved a short time ago who they are may do this (403). `refusal` says why a proof was not accepted. */
export class RecentSignInRequired extends Forbidden {
  override name = "RecentSignInRequired";
  readonly refusal: string | null;
  constructor({ refusal = null, cause }: { refusal?: string | null; cause?: Error } = {}) {
    super("Enter your password again to continue.");
    this.refusal = refusal;
    this.cause = cause;
  }
}

/** Only signed-in people may do this: pages redirect to the sign-in form. */
export class SignInRequired extends Error {
  override name = "SignInRequired";
  readonly reason: string | null;
  constructor(why?: string) {
    super(why ?? "Sign in to see this page.");
    this.reason = why ?? null;
  }
}

/** Invalid input, with a sentence for each field (422). `form` has what concerns no single field. */
export class Invalid extends Error {
  override name = "Invalid";
  readonly fields: Record<string, string>;
  constructor(fields: Record<string, string>, options?: ErrorOptions) {
    super(Object.values(fields).join(" "), options);
    this.fields = fields;
  }
}

/** What it changes was changed after its page was made (409). */
export class Outdated extends Error {
  override name = "Outdated";
  readonly status = 409;
}

/** Too many attempts (429). `retryAfter` is in seconds; `wayOut` says what to do instead of waiting. */
export class TooMany extends Error {
  override name = "TooMany";
  readonly retryAfter: number;
  constructor(retryAfter: number, what: string, wayOut: string) {
    super(`${what} Try again in ${inWords(retryAfter)}. ${wayOut}`);
    this.retryAfter = retryAfter;
  }
}

/** Something that Portus needs does not answer at the moment (503). `retryAfter` is in seconds. */
export class Unavailable extends Error {
  override name = "Unavailable";
  readonly retryAfter: number;
  constructor(retryAfter: number, message: string) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** A time to wait: in seconds if it is short, else in minutes. */
function inWords(seconds: number): string {
  return seconds < 120 ? plural(seconds, "second") : plural(Math.ceil(seconds / 60), "minute");
}

/** The address exists, but not for this method (405). */
export class WrongMethod extends Error {
  override name = "WrongMethod";
  readonly allow: string;
  constructor(method: string, allow: readonly string[]) {
    super(
      `This address accepts ${listed(allow)}, not ${method}. Check the method and the address.`,
    );
    this.allow = allow.join(", ");
  }
}

/** No parser reads bodies of this type (415). */
export class WrongContentType extends Error {
  override name = "WrongContentType";
  constructor(given: string) {
    super(
      `Portus does not read bodies of type ${given.slice(0, 100) || "unknown"}. Send the body as JSON, with the header Content-Type: application/json.`,
    );
  }
}

/** `GET`, `GET and HEAD`, `GET, HEAD and POST`. */
function listed(methods: readonly string[]): string {
  const [last = "", ...others] = methods.toReversed();
  return others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
}

/** For catch(): null for what does not exist or may not be seen. Throws any other error. */
export function orNull(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}

export function ensure(allowed: boolean, why?: string): asserts allowed {
  if (!allowed) throw new Forbidden(why);
}
