import type { ErrorRequestHandler } from "express";
import { storableText } from "../../../platform/db/text.ts";
import { NotFound } from "../../../platform/errors.ts";
import { setStatus } from "../../../platform/http/errors.ts";
import { isDigest, isTag } from "../../../registry/names.ts";
import { findDeletionOf, type Missing } from "../gone.ts";
import { describePlans } from "../list/list.ts";

/** The 404 of something that was deleted says so, to signed-in people who were allowed to see it. */
export const explainDeletion: ErrorRequestHandler = async (error, req, res, next) => {
  const missing = error instanceof NotFound && req.method === "GET" && missingAt(req.path);
  const plan = missing && req.user && (await findDeletionOf(req.user, missing));
  if (!plan || !req.user) return next(error);
  const [deletion] = await describePlans(req.user, [plan]);
  setStatus(res, error).render("lifecycle/deletion/gone", { deletion });
};

/** What the page at an address is about; null for other pages. */
function missingAt(path: string): Missing | null {
  const [, kind, id] = /^\/(namespace|team)s\/(\d{1,9})(?:\/|$)/.exec(path) ?? [];
  if (kind === "namespace" || kind === "team") return { kind, id: Number(id) };
  const [, name, page = ""] = /^\/repositories\/(.+?)(?:\/-\/(.*))?$/.exec(decoded(path)) ?? [];
  if (!name || storableText(name) !== name) return null;
  const [, tag = ""] = /^tags\/([^/]+)/.exec(page) ?? [];
  const [digest = ""] = page.split("/");
  return {
    kind: "repository",
    name,
    ...(isTag(tag) && { tag }),
    ...(isDigest(digest) && { digest }),
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}
