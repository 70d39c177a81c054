import type { Request, Response } from "express";
import { isConfirmed } from "../../../platform/http/input/form.ts";
import type { Change } from "../../policy/difference.ts";

export interface Question {
  title: string;
  lead: string;
  changes: Change[];
  /** An effect besides rights, shown even if nobody gains or loses any. */
  note?: string;
  button: string;
  bad?: boolean;
  cancel: string;
  fields: Record<string, string>;
}

/**
 * Responds with a page that shows who gains and loses what, and asks for confirmation. False if the change is confirmed
 * or affects nobody.
 */
export function askBefore(req: Request, res: Response, preview: Question): boolean {
  if (isConfirmed(req.body)) return false;
  if (preview.changes.length === 0 && !preview.note) return false;
  res.render("tenancy/namespaces/preview", {
    note: "",
    bad: false,
    ...preview,
    action: req.originalUrl,
  });
  return true;
}
