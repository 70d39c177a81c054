const blank = /[ \t\r\n]*/y;
const token =
  /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;
const maxScanned = 100_000; // characters

/** Says where a text stops being JSON; empty if the error is beyond the part that is scanned. */
export function placeOfJsonError(text: string): string {
  const at = firstWrong(text.slice(0, maxScanned));
  if (at === null) return "";
  if (at >= text.length) return "It ends too early.";
  const lines = text.slice(0, at).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return `It goes wrong at line ${lines.length}, column ${column}.`;
}

type Wanted = "value" | "value or ]" | "name" | "name or }" | ":" | "end or ,";

/** The index of the first character that can't follow the ones before it; null if there is none. */
function firstWrong(text: string): number | null {
  const open: string[] = [];
  let wanted: Wanted = "value";
  let at = 0;
  for (;;) {
    at = after(blank, text, at) ?? at;
    if (at >= text.length) return wanted === "end or ," && open.length === 0 ? null : at;
    const end = after(token, text, at);
    if (end === null) return at;
    const next = follow(wanted, text.slice(at, Math.min(end, at + 1)), open);
    if (next === null) return at;
    wanted = next;
    at = end;
  }
}

function after(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** The state after a token that starts with this character; null if it is not allowed. `open` is the stack of brackets. */
function follow(wanted: Wanted, first: string, open: string[]): Wanted | null {
  const inObject = open.at(-1) === "{";
  if (first === ":") return wanted === ":" ? "value" : null;
  if (first === ",") {
    if (wanted !== "end or ," || open.length === 0) return null;
    return inObject ? "name" : "value";
  }
  if (first === "}" || first === "]") {
    const closes = inObject === (first === "}") && open.length > 0;
    if (!closes || !["end or ,", "value or ]", "name or }"].includes(wanted)) return null;
    open.pop();
    return "end or ,";
  }
  if (wanted === "name" || wanted === "name or }") return first === '"' ? ":" : null;
  if (wanted !== "value" && wanted !== "value or ]") return null;
  if (first !== "{" && first !== "[") return "end or ,";
  open.push(first);
  return first === "{" ? "name or }" : "value or ]";
}
