import type { Request, RequestHandler } from "express";
import { config } from "../../config/config.ts";
import { paths } from "../../paths/paths.ts";
import { plural, withArticle } from "../../plural.ts";
import { namespaceReference, referenceOf } from "../../reference.ts";
import { zoneIn } from "../../zone.ts";
import type { Errors } from "../input/form.ts";
import { takeFlash } from "../session.ts";
import { adminHead, adminTabs } from "./admin-tabs.ts";
import { asset } from "./assets.ts";
import { charts } from "./charts.ts";
import { formats } from "./format.ts";
import { themeIn } from "./theme.ts";

/** The functions and settings that every view may use, set once on app.locals. */
export const siteLocals = {
  ...formats,
  ...charts,
  adminHead,
  adminTabs,
  paths,
  referenceOf,
  namespaceReference,
  asset,
  plural,
  withArticle,
  describedBy,
  firstWrongField,
  isWrong,
  siteUrl: config.url,
  registryHost: config.registry.host,
  canExplore: config.anonymousBrowsing,
  canSignUp: config.signUp,
  mustConfirm: config.confirmEmail,
  confirmationDays: config.confirmationDays,
};

/** The ids of a field's hint and error, for aria-describedby; empty if it has neither. */
function describedBy(id: string, { hint, error }: { hint?: string; error?: string }): string {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
}

/** The first field of a form with an error; undefined if there is none, or only an error of the whole form. */
function firstWrongField({ errors }: { errors: Errors }): string | undefined {
  return Object.keys(errors).find((field) => field !== "form");
}

export const setRequestLocals: RequestHandler = (req, res, next) => {
  res.locals.actor = req.user ?? null;
  res.locals.here = readableAddress(req);
  res.locals.theme = themeIn(req.headers.cookie ?? "");
  res.locals.zone = zoneIn(req.headers.cookie ?? "");
  res.locals.askedAt = Date.now();
  Object.assign(res.locals, { ignored: [], asTyped: {} }); // of the query; readPageQuery() fills them
  const flash = { get: () => takeFlash(req), enumerable: true }; // cleared only by the page that shows it
  if (req.get("portus-refresh")) res.locals.flash = [];
  else Object.defineProperty(res.locals, "flash", flash);
  next();
};

/** The address of this page; of one that answers a form, the address of the page with that form. */
function readableAddress(req: Request): string {
  if (req.method === "GET") return req.originalUrl;
  const referer = req.get("referer") ?? "";
  if (!URL.canParse(referer)) return paths.home();
  const { pathname, search } = new URL(referer);
  return pathname + search === req.originalUrl ? paths.home() : pathname + search;
}

/** Whether one of some fields has an error: what folds them is open then. */
function isWrong({ errors }: { errors: Errors }, ...names: string[]): boolean {
  return names.some((name) => Object.hasOwn(errors, name));
}
