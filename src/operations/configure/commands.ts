import { type Command, Misuse, type Within } from "../../platform/command.ts";
import { nearest } from "../../platform/http/input/nearest.ts";
import { printError } from "../../platform/terminal.ts";
import { chosenFrom } from "./chosen.ts";
import { type Kind, makeFile } from "./kind.ts";
import { kinds } from "./kinds.ts";

const options = Object.fromEntries(
  ["name", ...kinds.flatMap((kind) => kind.options.map(({ name }) => name))].map((name) => [
    name,
    { type: "string" } as const,
  ]),
);

const config: Command = {
  name: "config",
  args: ["[KIND]"],
  options,
  usage: "[KIND] [--option …]",
  does: "Prints a configuration file with the values of this instance, for the registry, a proxy, a machine or a CI service. Without KIND it lists the kinds.",
  details: ([name]) => (name === undefined ? list() : helpOn(findKind(name))),
  run: async ([name], values, within) => {
    if (name === undefined) return list();
    const kind = findKind(name);
    const chosen = chosenFrom(kind, values); // before anything that needs the settings
    const { text, notes } = await fileOf(kind, { chosen, registry: values.name, within });
    for (const note of notes) printError(`Note: ${note}`);
    return text;
  },
};

export const commands = [config];

interface Asked {
  chosen: ReturnType<typeof chosenFrom>;
  registry: string | boolean | undefined;
  within: Within;
}

/** Only another registry than the default one, and the certificate, need the database. */
async function fileOf(kind: Kind, { chosen, registry, within }: Asked) {
  const { instanceWith, thisInstance } = await import("./this-instance.ts");
  if (typeof registry === "string")
    return within(async () => makeFile(kind, chosen, await instanceWith(registry, thisInstance())));
  const make = async () => makeFile(kind, chosen, thisInstance());
  return kind.name === "ca" ? within(make) : make();
}

function findKind(name: string): Kind {
  const found = kinds.find((kind) => kind.name === name);
  if (found) return found;
  const meant = nearest(
    name,
    kinds.map((kind) => kind.name),
  );
  const hint = meant ? ` Did you mean ${meant}?` : "";
  throw new Misuse(`There is no kind ${name}.${hint}\n\n${list()}`);
}

function list(): string {
  const width = Math.max(...kinds.map(({ name }) => name.length));
  const lines = kinds.map(({ name, does }) => `    ${name.padEnd(width)}  ${does}`);
  return ["bin/portus config KIND prints:", ...lines, "", more].join("\n");
}

const more = "bin/portus config KIND --help lists the options of a kind.";

function helpOn({ name, does, file, save, options: all }: Kind): string {
  const width = Math.max(...all.map((option) => option.name.length), 4);
  const described = all.map(
    ({ name: option, label, hint, choices }) =>
      `    --${option.padEnd(width)}  ${label}. ${hint}${choices ? ` (${choices.join(", ")})` : ""}`,
  );
  return [
    `bin/portus config ${name} >${file}`,
    `    ${does}`,
    `    ${save}`,
    "",
    ...described,
    `    --${"name".padEnd(width)}  Registry. Another than the default one, by its name in Portus.`,
  ].join("\n");
}
