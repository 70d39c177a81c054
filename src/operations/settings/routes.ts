import { Router } from "express";
import { config } from "../../platform/config/config.ts";
import { listSettings } from "./settings.ts";

/** Under /admin: what this Portus was told, to be read alone. It is changed where it was said. */
export const administration = Router();

administration.get("/settings", (_req, res) => {
  res.render("operations/settings/index", { settings: listSettings(config) });
});
