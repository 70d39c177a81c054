import { closeSync, openSync, readSync, statSync } from "node:fs";
import { paths } from "../../platform/paths/paths.ts";
import { type Rotation, rotator } from "./rotation.ts";

/** Calls back for each line that is appended to a log from now on, and rotates the log when it has grown large. */
export function follow(path: string, line: (text: string) => void, rotation: Rotation): () => void {
  closeSync(openSync(path, "a", 0o600));
  const file = openSync(path, "r");
  const rotate = rotator(path, rotation);
  const buffer = Buffer.alloc(64 * 1024);
  let position = statSync(path).size;
  let rest = "";

  const read = () => {
    if (statSync(path).size < position) position = 0; // it was emptied
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
    rotate();
  };
  const timer = setInterval(step, 250);
  return () => {
    clearInterval(timer);
    read();
    closeSync(file);
  };
}

const quiet = /^\/(assets|healthz|readyz|metrics|favicon|live$)/;

/** What bin/up says itself, what it brings about by its order of starting, and what is only for files. */
const expected = /^(Portus is up|There is no account yet|first sync waits|audit log anchored)/;

interface Request {
  method: string;
  path: string;
  status: number;
  ms: number;
  user?: string;
  asked?: number; // actions, of a request for a token
  granted?: number;
  decision?: string;
}

/** A push is a line of its own, so its tokens and events are not, unless something is wrong with them. */
function shortRequest(request: Request): string | undefined {
  const { method, path, status, ms, user, asked, granted, decision } = request;
  const isPart = path === "/v2/webhooks/events" || (asked !== undefined && asked === granted);
  if (quiet.test(path) || method === "HEAD" || (isPart && status < 400)) return undefined;
  const less =
    status < 400 && asked !== undefined ? `, granted ${granted} of ${asked} actions` : "";
  const why = decision ? `; why: ${paths.decision({ id: decision })}` : "";
  return `${method} ${path} ${status} ${ms} ms${user ? ` ${user}` : ""}${less}${why}`;
}

/** Formats a line of Portus's log for people; empty for lines that they need not see. */
export function shortPortus(line: string): string | undefined {
  if (!line.startsWith("{")) return line.trim() ? line : undefined;
  try {
    const entry = JSON.parse(line);
    const { level, msg, user, err, reason } = entry;
    if (msg === "request") return shortRequest(entry);
    if (msg === "pushed" || msg === "deleted")
      return `${user} ${msg} ${entry.repository}:${entry.tag}`;
    if (expected.test(msg)) return undefined;
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
