import type { Request, Response } from "express";

interface Question {
  title: string;
  text: string;
  button: string;
  cancel: string;
  fields?: Record<string, string>;
}

/** Whether what can't be undone was confirmed. If not, the answer is a page that asks. */
export function confirmed(req: Request, res: Response, question: Question): boolean {
  if (req.body?.confirmed === "1") return true;
  res.render("identity/sign-in/confirm", { fields: {}, ...question, action: req.originalUrl });
  return false;
}
