import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
} from "node:fs";

const maxLogBytes = 20 * 1024 * 1024;

/**
 * Moves what is in a large log to another file, which replaces the one before. The program that writes the log keeps it
 * open, so the file stays and is emptied: what was written while it was copied is copied, too.
 */
export function rotateLog(path: string, maxBytes = maxLogBytes): boolean {
  if (!existsSync(path) || statSync(path).size <= maxBytes) return false;
  copyFileSync(path, `${path}.1`);
  const copied = statSync(`${path}.1`).size;
  if (statSync(path).size > copied)
    appendFileSync(`${path}.1`, readFileSync(path).subarray(copied));
  truncateSync(path);
  return true;
}

/** Calls back for each line that is appended to a file from now on, and rotates the file when it has grown large. */
export function follow(
  path: string,
  line: (text: string) => void,
  maxBytes = maxLogBytes,
): () => void {
  closeSync(openSync(path, "a", 0o600));
  const file = openSync(path, "r");
  const buffer = Buffer.alloc(64 * 1024);
  let position = statSync(path).size;
  let rest = "";

  const read = () => {
    let count = readSync(file, buffer, 0, buffer.length, position);
    for (; count > 0; count = readSync(file, buffer, 0, buffer.length, position)) {
      position += count;
      const lines = (rest + buffer.toString("utf8", 0, count)).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(line);
    }
  };
  const step = () => {
    read();
    if (rotateLog(path, maxBytes)) position = 0;
  };
  const timer = setInterval(step, 250);
  return () => {
    clearInterval(timer);
    read();
    closeSync(file);
  };
}

const quiet = /^\/(assets|healthz|readyz|metrics|favicon|live$)/;

/** Formats a line of Portus's log for people; empty for lines that they need not see. */
export function shortPortus(line: string): string | undefined {
  if (!line.startsWith("{")) return line.trim() ? line : undefined;
  try {
    const { level, msg, method, path, status, ms, user, err, reason } = JSON.parse(line);
    if (msg === "request") {
      if (quiet.test(path)) return undefined;
      return `${method} ${path} ${status} ${ms} ms${user ? ` ${user}` : ""}`;
    }
    if (msg === "audit log anchored") return undefined;
    const why = err?.message ?? reason;
    return `${labelOf(level)}${msg}${why ? `: ${why}` : ""}`;
  } catch {
    return line;
  }
}

function labelOf(level: number): string {
  if (level >= 50) return "error: ";
  return level >= 40 ? "warning: " : "";
}

/** Shows only problems from the registry's log: Portus's log shows the requests, and refusals are not errors. */
export function shortRegistry(line: string): string | undefined {
  if (!/level=(fatal|panic|error)|^panic:/.test(line)) return undefined;
  return line.includes("http.request.") ? undefined : line;
}
