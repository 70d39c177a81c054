import { shellWord } from "../../identity/tokens/snippets/quoting.ts";
import type { Instance } from "./instance.ts";
import { type Chosen, type Kind, valuesOf } from "./kind.ts";

interface Shown {
  chosen: Chosen;
  instance: Instance;
  asTyped: Readonly<Record<string, string>>;
}

/** The form of a kind: what is in the file, and for what can't be used what was typed, with the reason. */
export function formOf(kind: Kind, { chosen, instance, asTyped }: Shown) {
  const value = valuesOf(kind, chosen, instance);
  const used = kind.options.map(({ name }) => [name, value(name)]);
  const wrong = kind.options.filter(({ name }) => Object.hasOwn(asTyped, name));
  return {
    values: { ...Object.fromEntries(used), name: chosen.name, ...asTyped },
    errors: Object.fromEntries(wrong.map(({ name, sentence }) => [name, capitalised(sentence)])),
  };
}

const capitalised = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** The command that prints the same file. */
export function commandLine(kind: Kind, chosen: Chosen): string {
  const options = Object.entries(chosen).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)],
  );
  return ["bin/portus config", kind.name, ...options].join(" ");
}
