/** A text of a given length that costs much if it is read by an expression or a loop that goes back. */
export interface Shape {
  name: string;
  text(length: number): string;
}

const run = (unit: string, { head = "", tail = "" } = {}) => {
  return (length: number) => {
    const room = Math.max(0, length - head.length - tail.length);
    return head + unit.repeat(Math.ceil(room / unit.length)).slice(0, room) + tail;
  };
};

const broken = { head: "a", tail: "!" }; // matches up to the last character

export const shapes: readonly Shape[] = [
  { name: "spaces", text: run(" ") },
  { name: "spaces between letters", text: run(" ", broken) },
  { name: "line breaks and tabs", text: run("\r\n\t ", broken) },
  { name: "slashes", text: run("/", { head: "https://a", tail: "!" }) },
  { name: "dots", text: run(".", broken) },
  { name: "dashes between letters", text: run("-", { head: "a", tail: "a" }) },
  { name: "dots and dashes", text: run("._-", broken) },
  { name: "at-signs", text: run("@", broken) },
  { name: "addresses", text: run("a@a.", broken) },
  { name: "commas", text: run(",", broken) },
  { name: "commas and spaces", text: run(" , ", broken) },
  { name: "colons", text: run(":", broken) },
  { name: "round brackets", text: run("(", broken) },
  { name: "square brackets", text: run("[", broken) },
  { name: "angle brackets", text: run("<a>;", broken) },
  { name: "quotes and backslashes", text: run('\\"', broken) },
  { name: "percent signs", text: run("%41", broken) },
  { name: "ampersands", text: run("a&", broken) },
  { name: "stars", text: run("*a", broken) },
  { name: "digits", text: run("1", { tail: "!" }) },
  { name: "letters", text: run("a", { tail: "!" }) },
  { name: "parts of a name", text: run("a/", { tail: "!" }) },
  { name: "combining marks", text: run("\u0301\u0323", { head: "e" }) },
  { name: "halves of surrogates", text: run("\ud800") },
  { name: "marks of direction", text: run("\u202e\u2066", broken) },
  { name: "capital letters that grow", text: run("\u0130", broken) },
  { name: "beginnings of a certificate", text: run("-----BEGIN CERTIFICATE-----\n") },
];
