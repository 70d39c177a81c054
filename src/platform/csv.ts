import { withoutNul } from "./db/text.ts";
import { visibleText } from "./terminal.ts";

/**
 * A cell of a CSV file. Keeps spreadsheets from running names as formulas, even after white space or in full-width
 * characters. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function cell(text: string): string {
  const plain = withoutNul(text);
  const noFormula = /^[\s\p{Cf}]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(plain)
    ? `'${plain}`
    : plain;
  const safe = visibleText(noFormula);
  return /[",;'\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
