/** One sentence out of what Postgres wrote before it gave up. */
export function explain(directory: string, output: string): string {
  if (/No space left|wrote only \d+ of \d+ bytes/.test(output))
    return `The disk that holds ${directory} is full. Make room, and start Portus again.`;
  if (/Read-only file system|Permission denied/.test(output))
    return `Postgres can't write in ${directory}. Make that directory and its parents accessible, or set PORTUS_DATA_DIR.`;
  if (/Address already in use/.test(output))
    return "The port picked for Postgres was taken in the same moment. Start Portus again.";
  return `Postgres can't start on ${directory}: ${lastWords(output)}`;
}

function lastWords(output: string): string {
  const lines = output.split("\n").filter((line) => /FATAL|PANIC|error:/.test(line));
  const line = lines[0] ?? output.trim().split("\n").at(-1) ?? "it said nothing";
  return line.replace(/^.*(?=FATAL|PANIC)/, "").trim();
}
