import type { Line } from "./rules.ts";
import type { Imported, Note } from "./translate.ts";

const isSecret = ({ name }: Line) => /(PASSWORD|SECRET)$/.test(name);

/** The lines of an environment file, with sentences about the rest as comments. Secrets are left out unless `secrets` is set. */
export function printed({ lines, notes, lost }: Imported, secrets: "shown" | "hidden"): string {
  const shown = lines.map((line) =>
    isSecret(line) && secrets === "hidden"
      ? comment({ about: line.name, says: "a secret. --secrets FILE writes it." })
      : assignment(line),
  );
  return [
    ...shown,
    ...section("Left to do:", lost),
    ...section("These need no setting here:", notes),
  ].join("\n");
}

/** The lines with secrets. */
export const secretsIn = ({ lines }: Imported): string =>
  lines
    .filter(isSecret)
    .map((line) => `${assignment(line)}\n`)
    .join("");

const section = (title: string, all: readonly Note[]) =>
  all.length === 0 ? [] : ["", `# ${title}`, ...all.map(comment)];

/** On one line and without "=", whatever the file has: Node would read a setting after either. */
const comment = ({ about, says }: Note) =>
  `# ${about.slice(0, 200)}: ${says.slice(0, 500)}`.replace(/[\p{Cc}\s=]+/gu, " ");

/** In double quotes, Node reads `\n` as a line break. */
const quoteFor = (value: string) =>
  ["'", "`", '"'].find(
    (quote) => !value.includes(quote) && !(quote === '"' && value.includes("\\n")),
  );

/** Whether a value can be written so that every reader of environment files reads it again. */
export const isWritable = ({ value }: Line): boolean =>
  quoteFor(value) !== undefined && !/\p{Cc}/u.test(value);

/** As Node reads environment files: quoted if a character means something there. */
function assignment({ name, value }: Line): string {
  if (/^[\w@%+=:,./()&|!*~\\-]*$/.test(value)) return `${name}=${value}`;
  const quote = quoteFor(value) ?? "'";
  return `${name}=${quote}${value}${quote}`;
}
