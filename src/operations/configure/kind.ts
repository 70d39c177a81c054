import type { OptionCheck } from "../../registry/option-checks.ts";
import type { Instance } from "./instance.ts";

/** A file that people need to use or run this instance, and how it is made. */
export interface Kind {
  name: string; // in the address of its page, and on the command line
  title: string;
  group: "Registry" | "Proxies" | "Machines" | "Builds";
  for: "admins" | "everyone";
  does: string;
  file: string; // its name when it is downloaded
  save: string; // where it belongs, and what to do then
  /** What it has to have that is secret: `events` is in the file; of a `token` it has only the name. */
  needs?: "events" | "token";
  options: readonly Option[];
  make(value: Values, instance: Instance): string;
  notes?(value: Values, instance: Instance): string[];
}

export interface Option extends OptionCheck {
  name: string;
  label: string;
  hint: string;
  choices?: readonly string[];
  initial(instance: Instance): string;
}

/** The value of an option: the given one, or else the one that fits the instance. */
export type Values = (option: string) => string;

/** What was chosen for the options of a kind, by their names. */
export type Chosen = Readonly<Record<string, string | undefined>>;

export function valuesOf(kind: Kind, chosen: Chosen, instance: Instance): Values {
  return (name) => {
    const option = kind.options.find((it) => it.name === name);
    if (!option) throw new Error(`${kind.name} has no option ${name}.`);
    return chosen[name] ?? option.initial(instance);
  };
}

/** The file, with a line end at its end, and what has to be said about it. */
export function makeFile(kind: Kind, chosen: Chosen, instance: Instance) {
  const value = valuesOf(kind, chosen, instance);
  return { text: kind.make(value, instance), notes: kind.notes?.(value, instance) ?? [] };
}
