import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { Invalid } from "../../platform/errors.ts";
import { optionProblem } from "../../registry/option-checks.ts";
import type { Chosen, Kind, Option } from "./kind.ts";

const maxLength = 500;

/** The query of a kind's page. What can't be used counts as not given. */
export function chosenQuery(kind: Kind, registries: readonly string[]) {
  const fields = kind.options.map((option) => [option.name, fieldOf(option).catch(undefined)]);
  return z.object({
    ...(Object.fromEntries(fields) as Record<string, Field>), // fromEntries loses the type of the pairs
    name: z.enum(registries).optional().catch(undefined),
  });
}

/** The options that were given on the command line. Throws Invalid if one can't be used, or if the kind has no such option. */
export function chosenFrom(
  kind: Kind,
  given: Readonly<Record<string, string | boolean | undefined>>,
): Chosen {
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || name === "name" ? [] : [[name, read(kind, name, String(value))]],
  );
  return Object.fromEntries(pairs);
}

type Field = z.ZodType<string | undefined>;

function fieldOf(option: Option): Field {
  const field = option.choices
    ? z.enum(option.choices)
    : text(maxLength).refine(option.ok, option.sentence);
  return field.optional();
}

function read(kind: Kind, name: string, value: string): string | undefined {
  const option = kind.options.find((it) => it.name === name);
  if (!option) throw new Invalid({ [name]: noSuchOption(kind, name) });
  const { success, data } = fieldOf(option).safeParse(value);
  if (success) return data;
  const problem =
    optionProblem(option, value) ?? `must be one line of at most ${maxLength} characters.`;
  throw new Invalid({ [name]: `--${name} ${problem}` });
}

function noSuchOption({ name, options }: Kind, given: string): string {
  const all = options.map((option) => `--${option.name}`);
  const has = all.length > 0 ? `It has ${all.join(", ")}.` : "It has none.";
  return `The kind ${name} has no option --${given}. ${has}`;
}
