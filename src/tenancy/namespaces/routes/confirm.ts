import type { Request, Response } from "express";
import { isConfirmed } from "../../../platform/http/input/form.ts";
import type { Change } from "../../policy/difference.ts";

export interface Question {
  title: string;
  lead: string;
  changes: Change[];
  /** Said where nobody gains or loses anything, yet something ends all the same. */
  note?: string;
  button: string;
  bad?: boolean;
  cancel: string;
  fields: Record<string, string>;
}

/**
 * Shows who would gain and who would lose what, and asks. True if it did: then that is the answer. What changes nobody's
 * rights and takes nothing away is not asked about.
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
