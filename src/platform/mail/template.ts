import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ejs, { type TemplateFunction } from "ejs";
import { plural } from "../plural.ts";
import { visibleLine } from "../terminal.ts";

export interface Email {
  to: string;
  purpose: string;
  subject: string;
  text: string;
}

const folder = fileURLToPath(new URL("../../../views/emails/", import.meta.url));
const templates = new Map<string, TemplateFunction>();

/**
 * Writes an e-mail from its template in views/emails. A template's first line is the subject; after an empty line
 * follows the plain text. There is no markup to escape; control and bidi characters in values become readable.
 */
export function writeEmail(name: string, to: string, values: Record<string, unknown>): Email {
  const template = templates.get(name) ?? load(name);
  const [, subject = "", text = ""] =
    /^Subject: (.*)\n\n([\s\S]*)$/.exec(template({ plural, ...values })) ?? [];
  return { to, purpose: name, subject, text };
}

/** A name must not add a line to the letter, nor reverse one. */
const escapeValue = (value: unknown) => visibleLine(String(value));

function load(name: string): TemplateFunction {
  const source = readFileSync(`${folder}${name}.ejs`, "utf8");
  const template = ejs.compile(source, { escape: escapeValue, filename: `${folder}${name}.ejs` });
  templates.set(name, template);
  return template;
}
