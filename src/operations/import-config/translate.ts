import { readEnvironment, variables } from "../../platform/config/environment.ts";
import { isWritable } from "./print.ts";
import type { Scalar, Settings } from "./read.ts";
import { isOff, type Line, ruleFor, type Translation } from "./rules.ts";

export interface Note {
  about: string; // a setting of SUSE Portus, or a variable
  says: string;
}

export interface Imported {
  lines: Line[];
  notes: Note[]; // settings that need no line
  lost: Note[]; // what the operator has to do
}

/** The environment of Portus for settings of SUSE Portus. Each setting is a line, or a sentence that says why not. */
export function translate(settings: Settings): Imported {
  const imported: Imported = { lines: [], notes: [], lost: [] };
  for (const [name, value] of settings) {
    if (isOff(name, settings)) continue;
    const { lines = [], says, isLost } = translated(name, value, settings);
    for (const line of lines.filter(({ value }) => value !== ""))
      if (isWritable(line)) imported.lines.push(line);
      else imported.lost.push({ about: name, says: unwritable(line) });
    if (says) (isLost ? imported.lost : imported.notes).push({ about: name, says });
  }
  imported.lost.push(...problemsOf(imported.lines));
  return imported;
}

const unwritable = ({ name }: Line) =>
  `No environment file can have this value of ${name}: it has a line break, or all three kinds of quotes. Choose another one.`;

function translated(name: string, value: Scalar, settings: Settings): Translation {
  const rule = ruleFor(name);
  if (rule) return rule(value, settings);
  const variable = variableOf(name);
  if (variable) return { lines: [{ name: variable, value: String(value ?? "") }] };
  return { says: "This is not a setting that SUSE Portus documents.", isLost: true };
}

/** The variable with the name of a setting, or with that of its section: `create_team.enabled` is CREATE_TEAM. */
function variableOf(name: string): string | undefined {
  const names = [name, name.replace(/\.enabled$/, "")].map(
    (it) => `PORTUS_${it.replaceAll(".", "_").toUpperCase()}`,
  );
  return names.find((it) => variables.includes(it));
}

/** What Portus would refuse at its start. A file that is not on this machine is not its affair. */
function problemsOf(lines: readonly Line[]): Note[] {
  const { problems } = readEnvironment(
    Object.fromEntries(lines.map(({ name, value }) => [name, value])),
  );
  return problems
    .filter((problem) => !/which does not exist$/.test(problem))
    .map((problem) => {
      const [about = ""] = problem.split(" ", 1);
      return { about, says: `Portus would not start: ${problem}.` };
    });
}
