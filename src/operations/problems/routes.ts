import { Router } from "express";
import { actor } from "../../identity/actor/request.ts";
import { PageQuery } from "../../platform/db/keyset.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { paths } from "../../platform/paths/paths.ts";
import { listEmails } from "./emails.ts";

/** Under /admin: the e-mails, with what failed. */
export const administration = Router();

administration.get("/emails", async (req, res) => {
  const page = await listEmails(actor(req), readPageQuery(res, PageQuery));
  const pageUrl = (name: "older" | "newer", cursor: string | undefined) =>
    cursor ? paths.emails({ [name]: cursor }) : null;
  res.render("operations/problems/emails", {
    emails: page.rows,
    older: pageUrl("older", page.older),
    newer: pageUrl("newer", page.newer),
  });
});
