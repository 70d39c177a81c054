import { Router } from "express";
import { actor } from "../accounts/current.ts";
import { config } from "../config.ts";
import { allowedActions } from "../namespaces/policy.ts";
import { byDay } from "../sentences.ts";
import { PageQuery } from "../web/pages.ts";
import { memberNamespaces } from "./dashboard.ts";
import { hasPushed, visibleActivities } from "./feed.ts";
import { overview } from "./overview.ts";

export const dashboard = Router();
export const administration = Router();

dashboard.get("/", async (req, res) => {
  const person = actor(req);
  const namespaces = await memberNamespaces(person);
  const pushes = await visibleActivities(person, {}, { size: 15, key: "repository.push" });
  res.render("activity/dashboard", {
    namespaces: namespaces.map((namespace) => ({
      ...namespace,
      actions: allowedActions(person, namespace, config.rules),
    })),
    own: namespaces.find(({ ownerId }) => ownerId === person.id),
    pushed: await hasPushed(person),
    days: byDay(pushes.rows),
  });
});

dashboard.get("/activity", async (req, res) => {
  const page = await visibleActivities(actor(req), PageQuery.parse(req.query));
  res.render("activity/index", { page, days: byDay(page.rows) });
});

administration.get("/", async (_req, res) => {
  res.render("admin/overview", await overview());
});
