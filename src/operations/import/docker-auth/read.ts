import { parse } from "yaml";
import { z } from "zod";
import { cannotRead, readTextFile } from "../../../platform/bounded-file.ts";
import { text } from "../../../platform/bounded-text.ts";
import { errorMessage } from "../../../platform/error-fields.ts";

const maxBytes = 4_000_000;
const maxAliases = 50; // an alias of aliases could otherwise become gigabytes
const maxPeople = 20_000;
const maxEntries = 1_000;

const word = text(500, { kind: "raw" });

/** YAML's null is an empty text here. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((given) => (given === "" ? undefined : given), schema.optional());

const User = z.looseObject({
  password: word.optional(),
  labels: optional(z.record(word, z.array(word).max(50))),
});
const Condition = z.looseObject({
  account: word.optional(),
  name: word.optional(),
  type: word.optional(),
  labels: optional(z.record(word, word)),
});
const Entry = z.looseObject({
  match: optional(Condition).transform((given) => given ?? {}),
  actions: optional(z.array(word).max(20)).transform((given) => given ?? []),
});

const tooMany = `it has more than ${maxEntries} rules`;
const Configuration = z.looseObject({
  users: optional(z.record(word, optional(User))),
  acl: optional(z.array(Entry).max(maxEntries, tooMany)),
});

export type Condition = z.infer<typeof Condition>;
export type Entry = z.infer<typeof Entry>;
export type Configuration = z.infer<typeof Configuration>;

/** The users and rules in a configuration of docker_auth. */
export function readConfiguration(file: string): Configuration {
  const given = readTextFile(file, maxBytes, "a configuration of docker_auth");
  try {
    const found = Configuration.parse(textsIn(given));
    if (Object.keys(found.users ?? {}).length > maxPeople)
      throw new Error(`it has more than ${maxPeople} users`);
    return found;
  } catch (error) {
    throw cannotRead(`${file} is not a configuration of docker_auth: ${reasonOf(error)}.`);
  }
}

/** Every value as a text: a user may be called 007 or no. */
const textsIn = (given: string): unknown =>
  parse(given, { schema: "failsafe", merge: true, maxAliasCount: maxAliases, logLevel: "error" });

/** Without the text of the file, which has passwords. */
function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError))
    return (errorMessage(error).split("\n")[0] ?? "").replace(/[.:]$/, "").slice(0, 200);
  const [issue] = error.issues;
  return `${issue?.message} at ${issue?.path.slice(0, 4).join(".").slice(0, 100)}`;
}
