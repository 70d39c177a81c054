import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { commands, helpOf, overview } from "./commands.ts";
import { Invalid } from "./errors.ts";

const EX_USAGE = 64;

/** The operator's commands: bin/portus NAME [WORDS] [--options]. */
async function main(words: string[]): Promise<void> {
  if (words.length === 0 || words[0] === "--help" || words[0] === "help") return say(overview());

  const command = commands.find(({ name }) =>
    name.split(" ").every((word, at) => words[at] === word),
  );
  if (!command) return refuse(unknown(words));

  const args = words.slice(command.name.split(" ").length);
  if (args.includes("--help")) return say(helpOf(command));
  await perform(command, args);
}

async function perform(command: Command, args: string[]): Promise<void> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: command.options ?? {},
      allowPositionals: true,
    });
    const wanted = command.words?.length ?? 0;
    if (positionals.length !== wanted) return refuse(helpOf(command));
    const text = await command.run(positionals, values);
    if (text) say(text.trimEnd());
  } catch (error) {
    fail(error);
  }
}

function unknown(words: string[]): string {
  const word = words[0] ?? "";
  const group = commands.filter(({ name }) => name.startsWith(`${word} `));
  if (group.length > 0) return group.map(helpOf).join("\n\n");
  return `There is no command ${word}. bin/portus --help lists all of them.`;
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = EX_USAGE;
}

function fail(error: unknown): void {
  const { message, code } = error as NodeJS.ErrnoException;
  console.error(error instanceof Invalid ? Object.values(error.fields).join("\n") : message);
  process.exitCode = code?.startsWith("ERR_PARSE_ARGS") ? EX_USAGE : 1;
}

function say(text: string): void {
  console.log(text);
}

await main(process.argv.slice(2));
