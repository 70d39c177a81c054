import { Router } from "express";
import { z } from "zod";
import { text } from "../../bounded-text.ts";
import { config } from "../../config/config.ts";
import { parseForm } from "../input/form.ts";
import { localPath } from "../redirect.ts";

const ThemeForm = z.object({
  theme: z.enum(["auto", "light", "dark"]).catch("auto"),
  return: text(2000, { kind: "raw" }).catch("/"),
});

const year = 365 * 24 * 60 * 60 * 1000;

/** The theme: light, dark or the system's. A cookie holds it, so it works without JavaScript and before sign-in. */
export const theme = Router();

theme.post("/theme", (req, res) => {
  const form = parseForm(ThemeForm, req.body);
  const secure = config.url.startsWith("https:");
  res.cookie("portus-theme", form.theme, { maxAge: year, sameSite: "lax", secure, httpOnly: true });
  res.redirect(303, localPath(form.return));
});
