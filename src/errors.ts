/** How the domain says no. web/errors.ts turns each into a status and a page; nothing else does. */

/** It does not exist, or this actor may not know that it does (404). */
export class NotFound extends Error {
  override name = "NotFound";
  constructor(what = "page") {
    super(`There is no such ${what}, or it is not yours to see.`);
  }
}

/** The actor may see the thing, but not do this to it (403). */
export class Forbidden extends Error {
  override name = "Forbidden";
  constructor(why = "Your role does not allow this.") {
    super(why);
  }
}

/** Nobody is signed in, and somebody must be. */
export class SignInRequired extends Error {
  override name = "SignInRequired";
  constructor(why = "Sign in to see this page.") {
    super(why);
  }
}

/** What was sent in cannot be accepted: a sentence for each field (422). `form` stands for all of it. */
export class Invalid extends Error {
  override name = "Invalid";
  readonly fields: Record<string, string>;
  constructor(fields: Record<string, string>) {
    super(Object.values(fields).join(" "));
    this.fields = fields;
  }
}

/** Too many attempts (429). `retryAfter` is in seconds. */
export class TooMany extends Error {
  override name = "TooMany";
  readonly retryAfter: number;
  constructor(retryAfter: number, what = "Too many failed attempts.") {
    super(`${what} Try again in ${retryAfter} seconds.`);
    this.retryAfter = retryAfter;
  }
}

export function ensure(allowed: boolean, why?: string): asserts allowed {
  if (!allowed) throw new Forbidden(why);
}
