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

const https = config.url.startsWith("https:");
const cookie = https ? "__Host-portus-theme" : "portus-theme";

/** The theme that a visitor chose; "auto" is the system's. */
export function themeIn(cookies: string): string {
  const chosen = cookies.split(/;\s*/).find((it) => it.startsWith(`${cookie}=`));
  return /=(light|dark)$/.exec(chosen ?? "")?.[1] ?? "auto";
}

/** The theme: light, dark or the system's. A cookie holds it, so it works without JavaScript and before sign-in. */
export const theme = Router();

theme.post("/theme", (req, res) => {
  const form = parseForm(ThemeForm, req.body);
  const limits = { sameSite: "lax", secure: https, httpOnly: true, path: "/" } as const;
  res.cookie(cookie, form.theme, { maxAge: year, ...limits });
  res.redirect(303, localPath(form.return));
});
