import { Router } from "express";
import { config } from "../../platform/config/config.ts";
import { listSettings } from "./settings.ts";

/** The read-only page of the settings, under /admin. */
export const administration = Router();

administration.get("/settings", (_req, res) => {
  res.render("operations/settings/index", { settings: listSettings(config) });
});
