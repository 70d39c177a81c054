import "../platform/stack-traces.ts";
import { parseArgs } from "node:util";
import { type Command, CommandError, Misuse } from "../platform/command.ts";
import { errorCode, errorMessage } from "../platform/error-fields.ts";
import { Invalid, NotFound } from "../platform/errors.ts";
import { nearest } from "../platform/http/input/nearest.ts";
import { print, printError } from "../platform/terminal.ts";
import { commands, fullHelpOf, helpOf, overview } from "./commands.ts";

const EX_USAGE = 64;

/** The operator's commands: bin/portus NAME [ARGUMENTS] [--options]. */
async function main(words: string[]): Promise<void> {
  if (words.length === 0 || words[0] === "help" || asksForHelp(words[0])) return say(overview());

  const command = commands.find(({ name }) =>
    name.split(" ").every((word, at) => words[at] === word),
  );
  if (!command) return words.some(asksForHelp) ? helpOnGroup(words) : refuse(unknown(words));

  const args = words.slice(command.name.split(" ").length);
  if (args.some(asksForHelp)) return helpOn(command, args);
  await perform(command, args);
}

function helpOn(command: Command, args: string[]): void {
  try {
    say(
      fullHelpOf(
        command,
        args.filter((word) => !word.startsWith("-")),
      ),
    );
  } catch (error) {
    printError(sentenceOf(error)); // about an argument that means nothing
    process.exitCode = exitCodeOf(error);
  }
}

const asksForHelp = (word = "") => ["--help", "-h"].includes(word);

async function perform(command: Command, args: string[]): Promise<void> {
  const { options = {} } = command;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const wrong = argumentProblem(command, positionals);
    if (wrong) return refuse(`${wrong}\n\n${helpOf(command)}`);

    const text = await command.run(positionals, values, within);
    if (text) say(text.trimEnd());
  } catch (error) {
    if (isParseError(error)) return refuse(`${plain(error, command, args)}\n\n${helpOf(command)}`);
    printError(sentenceOf(error));
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Misuse) return EX_USAGE;
  return error instanceof CommandError ? error.exitCode : 1;
}

async function within<T>(work: () => Promise<T>): Promise<T> {
  const { joinInstance } = await import("./instance.ts");
  const instance = await joinInstance();
  try {
    return await work();
  } finally {
    await instance.close();
  }
}

function argumentProblem({ args = [] }: Command, given: string[]): string | undefined {
  const missing = args[given.length];
  if (missing && !missing.startsWith("[")) return `${missing} is missing.`;
  const extra = given[args.length];
  return extra && `"${extra}" is one word too many. Quote a name that has spaces in it.`;
}

const isParseError = (error: unknown) => errorCode(error).startsWith("ERR_PARSE_ARGS");

/** Replaces the messages of parseArgs(), which are meant for programmers. */
function plain(error: unknown, { name }: Command, args: string[]): string {
  const message = errorMessage(error);
  const option = /'(-[\w-]+)/.exec(message)?.[1] ?? args.find((word) => word.startsWith("-"));
  if (errorCode(error) === "ERR_PARSE_ARGS_UNKNOWN_OPTION")
    return `bin/portus ${name} has no option ${option}.`;
  return /does not take/.test(message)
    ? `The option ${option} takes no value.`
    : `The option ${option} needs a value, as in ${option}=VALUE.`;
}

/** The message of an error. The operator may see everything, so NotFound means that it does not exist. */
function sentenceOf(error: unknown): string {
  if (error instanceof Invalid) return Object.values(error.fields).join("\n");
  const message = errorMessage(error);
  return error instanceof NotFound ? message.replace(/,.*/, ".") : message;
}

/** The commands that begin with a word, such as `user`. */
const groupOf = (word = "") => commands.filter(({ name }) => name.startsWith(`${word} `));

function helpOnGroup(words: string[]): void {
  const group = groupOf(words[0]);
  if (group.length > 0) say(group.map(helpOf).join("\n\n"));
  else refuse(unknown(words));
}

function unknown([word = "", second]: string[]): string {
  const group = groupOf(word);
  if (group.length === 0) return `There is no command ${word}.${hint(word, topLevel())} ${listed}`;
  const names = group.map(({ name }) => name.slice(word.length + 1));
  const wrong =
    second === undefined
      ? `${word} needs a command: ${names.join(", ")}.`
      : `${word} has no command ${second}, only: ${names.join(", ")}.${hint(second, names)}`;
  return `${wrong}\n\n${group.map(helpOf).join("\n\n")}`;
}

const listed = "bin/portus --help lists all of them.";
const topLevel = () => [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""))];

function hint(word: string, names: readonly string[]): string {
  const meant = nearest(word, names);
  return meant ? ` Did you mean ${meant}?` : "";
}

function refuse(sentence: string): void {
  printError(sentence);
  process.exitCode = EX_USAGE;
}

function say(text: string): void {
  print(text);
}

await main(process.argv.slice(2));
