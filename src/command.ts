import { text } from "node:stream/consumers";

type Values = Record<string, string | boolean | undefined>;

export interface Command {
  name: string;
  words?: string[]; // what must follow, in order
  options?: Record<string, { type: "string" | "boolean" }>;
  does: string;
  details?: string; // for its own --help
  run(words: string[], options: Values): Promise<string | undefined>;
}

/** Beside the instance that serves, or on its database alone if none does. */
export async function within<T>(work: () => Promise<T>): Promise<T> {
  const { joinInstance } = await import("./instance.ts");
  const instance = await joinInstance();
  try {
    return await work();
  } finally {
    await instance.close();
  }
}

export async function typed(options: Values): Promise<string | undefined> {
  if (!options["password-stdin"]) return undefined;
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}
