import type { RequestHandler } from "express";
import { config } from "../../config/config.ts";
import { paths } from "../../paths/paths.ts";
import { plural } from "../../plural.ts";
import { namespaceReference, referenceOf } from "../../reference.ts";
import { takeFlash } from "../session.ts";
import { asset } from "./assets.ts";
import { visible } from "./visible.ts";

/** The functions that every view may call, set once on app.locals. */
export const helpers = {
  paths,
  referenceOf,
  namespaceReference,
  asset,
  timeAgo,
  isoTime: (at: Date) => at.toISOString(),
  bytes,
  visible,
  number: (n: number | bigint) => n.toLocaleString("en-US"),
  plural,
  shortDigest: (digest: string) => digest.replace(/^([^:]+:.{12}).*$/, "$1"),
  registryHost: config.registry.host,
  mayExplore: config.anonymousBrowsing,
  maySignUp: config.signUp,
  mustConfirm: config.confirmEmail,
};

/** The values of the request that every view gets. */
export const locals: RequestHandler = (req, res, next) => {
  res.locals.actor = req.user ?? null;
  res.locals.here = req.originalUrl;
  res.locals.theme =
    /(?:^|; )portus-theme=(light|dark)/.exec(req.headers.cookie ?? "")?.[1] ?? "auto";
  res.locals.askedAt = Date.now();
  const flash = { get: () => takeFlash(req), enumerable: true }; // read only by the page that shows it
  if (req.get("portus-refresh")) res.locals.flash = [];
  else Object.defineProperty(res.locals, "flash", flash);
  next();
};

const steps = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

function timeAgo(at: Date): string {
  const seconds = Math.round((Date.now() - at.getTime()) / 1000);
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  if (!step) return seconds < 0 ? "in a moment" : "just now";
  return relative.format(-Math.trunc(seconds / step[1]), step[0]);
}

/** Formats bytes in decimal units, as registries and drives do. */
function bytes(size: number | bigint): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = Math.abs(Number(size));
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1);
  return `${size < 0 ? "−" : ""}${digits} ${units[unit]}`;
}
