// The only file that writes to a terminal: names from outside must not move its cursor, or reverse a line.

/** Prints a result on standard output. */
export function print(text: string): void {
  process.stdout.write(`${visibleText(text)}\n`);
}

/** Prints progress or an error on standard error. */
export function printError(text: string): void {
  process.stderr.write(`${visibleText(text)}\n`);
}

/** Replaces the last line of a terminal; does nothing if standard error is none. An empty text removes it. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${visibleLine(text)}`);
}

// Besides control characters, those that reorder text, and line ends that only some programs see.
const invisible = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

const escaped = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** Text in which control and bidi characters are readable escapes, such as \u{202e}; tabs and line feeds stay. */
export function visibleText(text: string): string {
  return text.replace(invisible, (one) => (one === "\n" || one === "\t" ? one : escaped(one)));
}

/** The same for text that has to stay on its line, such as a name in a letter. */
export const visibleLine = (text: string): string => text.replace(invisible, escaped);

/** JSON with such characters in JSON's own escapes: what reads it sees the same values. */
export function visibleJson(json: string): string {
  return json.replace(invisible, (one) =>
    one === "\n" ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
