import type { Request, RequestHandler } from "express";
import { Forbidden } from "../../../platform/errors.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { isInForce, needsSecondFactor, secondFactorRule } from "../../actor/second-factor.ts";

declare module "express-session" {
  interface SessionData {
    wanted: string; // the page that somebody asked for who must add a second factor first
  }
}

/** What somebody may open who must add a second factor first. */
const open = [
  paths.security(),
  paths.signIn(),
  paths.signOut(),
  paths.recentSignIn(),
  paths.theme(),
];

const maxWanted = 2000; // characters

/** Whether somebody opens a page, not a script or an image of one. */
const isNavigation = ({ headers }: Request) => headers.accept?.includes("text/html") ?? false;

/** Leads people who must have a second factor and have none to the page that adds one. Before the date, pages only say so. */
export const gate: RequestHandler = async (req, res, next) => {
  if (!req.user || req.hasSecondFactor) return next();
  const rule = await secondFactorRule();
  if (!needsSecondFactor(req.user, rule)) return next();

  res.locals.secondFactorDue = { from: rule.from, isInForce: isInForce(rule, new Date()) };
  if (!res.locals.secondFactorDue.isInForce) return next();
  if (open.some((path) => req.path === path || req.path.startsWith(`${path}/`))) return next();
  if (req.method === "GET" || req.method === "HEAD") {
    if (isNavigation(req)) req.session.wanted = req.originalUrl.slice(0, maxWanted);
    return res.redirect(303, paths.security());
  }
  throw new Forbidden("Add a second factor first, on the page Security. Nothing was changed.");
};
