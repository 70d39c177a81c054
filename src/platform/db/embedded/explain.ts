/** Turns what Postgres printed before it exited into one sentence for the operator. */
export function explainExit(directory: string, output: string): string {
  if (/No space left|wrote only \d+ of \d+ bytes/.test(output))
    return `The disk that holds ${directory} is full. Free some space and start Portus again.`;
  if (/Read-only file system|Permission denied/.test(output))
    return `Postgres can't write in ${directory}. Make that directory and its parents accessible, or set PORTUS_DATA_DIR.`;
  if (/Address already in use/.test(output))
    return "Another process took the port that was chosen for Postgres. Start Portus again.";
  return `Postgres can't start on ${directory}: ${lastWords(output)}`;
}

function lastWords(output: string): string {
  const lines = output.split("\n").filter((line) => /FATAL|PANIC|error:/.test(line));
  const line = lines[0] ?? output.trim().split("\n").at(-1) ?? "it printed nothing";
  return line.replace(/^.*(?=FATAL|PANIC)/, "").trim();
}
