import type { Request, Response } from "express";
import { isConfirmed } from "../input/form.ts";

interface Question {
  title: string;
  text: string;
  button: string;
  cancel: string;
  warning?: string;
  named?: string[]; // what the warning is about
  fields?: Record<string, string>;
}

/** Responds with a page that asks before an irreversible action. Its form comes back with `confirmed`. */
export function ask(req: Request, res: Response, question: Question): void {
  res.render("platform/pages/confirm", {
    fields: {},
    warning: undefined,
    named: undefined,
    ...question,
    action: req.originalUrl,
  });
}

/** Asks, and returns true, unless the form comes from the page that asks. */
export function askUnlessConfirmed(req: Request, res: Response, question: Question): boolean {
  if (isConfirmed(req.body)) return false;
  ask(req, res, question);
  return true;
}
