import { cannotRead, readTextFile } from "../../platform/bounded-file.ts";
import type { Plan, PlannedPerson } from "./plan.ts";

const maxBytes = 4_000_000;
const maxPeople = 20_000;
const maxLine = 1_000; // characters

/** The people of a file that htpasswd made. The registry itself reads only its bcrypt lines, and the last one of a name. */
export function readHtpasswd(file: string): Plan {
  const people = new Map<string, PlannedPerson>();
  const withoutEqual = [];
  for (const [at, line] of linesOf(file).entries()) {
    const person = personIn(line);
    if (person === null) withoutEqual.push({ what: `line ${at + 1}`, why: notAPerson });
    if (!person) continue;
    if (people.has(person.name))
      withoutEqual.push({ what: `an earlier line of ${person.name}`, why: "the last one counts" });
    people.set(person.name, person);
  }
  if (people.size > maxPeople)
    throw cannotRead(`${file} has more than ${maxPeople} people. Import it in parts.`);
  return {
    source: `htpasswd file ${file}`,
    people: [...people.values()],
    teams: [],
    namespaces: [],
    withoutEqual,
  };
}

const notAPerson = "it is not a user name, a colon and a hash";

const linesOf = (file: string) =>
  readTextFile(file, maxBytes, "a file of htpasswd").split("\n", maxPeople * 2);

/** Undefined if the line is empty or a comment; null if it is not a line of htpasswd. */
function personIn(line: string): PlannedPerson | null | undefined {
  const text = line.trim();
  if (text === "" || text.startsWith("#")) return undefined;
  const [, name, passwordHash] = /^([^:]+):([^:]+)/.exec(text.slice(0, maxLine)) ?? [];
  if (name === undefined || passwordHash === undefined || text.length > maxLine) return null;
  return { name, passwordHash, email: null, displayName: null };
}
