import type { Request, Response } from "express";
import { localPath } from "../../../platform/http/redirect.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";

/** Recovery codes are shown on a page instead of a redirect: only their hashes are stored. */
export function showCodes(req: Request, res: Response, codes: readonly string[]): void {
  res.locals.secondFactorDue = undefined; // the account has one now
  res.set("Cache-Control", "no-store").status(201);
  const next = localPath(req.session.wanted, paths.security());
  delete req.session.wanted;
  res.render("identity/second-factor/recovery-codes", { codes, next });
}

/** What follows the addition of a factor: recovery codes with the first one. */
export function showEnrolled(
  req: Request,
  res: Response,
  { codes, added }: { codes: string[] | null; added: string },
): void {
  if (codes) showCodes(req, res, codes);
  else {
    flash(req, `${added} added.`);
    res.redirect(303, paths.security());
  }
}
