import { Router } from "express";
import { z } from "zod";
import { config } from "../../platform/config/config.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { filterText } from "../../platform/http/input/values.ts";
import { grouped } from "./groups.ts";
import { listSettings } from "./settings.ts";

/** The read-only page of the settings, under /admin. */
export const administration = Router();

const SettingsQuery = z.object({ q: filterText(100).catch("").default("") });

administration.get("/settings", (_req, res) => {
  const { q } = readPageQuery(res, SettingsQuery);
  const settings = listSettings(config);
  const groups = grouped(settings, q);
  const found = groups.reduce((sum, group) => sum + group.settings.length, 0);
  res.render("operations/settings/index", { groups, q, found, all: settings.length });
});
