import { type Command, typed } from "../platform/command.ts";
import { registryConfigCommand } from "../registry/config/command.ts";

const password = { "password-stdin": { type: "boolean" } } as const;

/** The commands of bin/portus. Each command loads what it needs when it runs, so that help needs no settings. */
export const commands: Command[] = [
  {
    name: "serve",
    does: "Serves Portus in the foreground until SIGTERM.",
    run: async () => {
      const { serve } = await import("./server.ts");
      await serve();
      return undefined;
    },
  },
  registryConfigCommand,
  {
    name: "ca",
    does: "Prints the certificate that the registry must trust (its rootcertbundle).",
    run: (_words, _options, within) =>
      within(async () => (await import("../registry/signing/keys.ts")).caCertificate()),
  },
  {
    name: "keys rotate",
    does: "Signs with a new key from now on. Tokens out there stay valid; the registry needs no restart.",
    run: (_words, _options, within) =>
      within(async () => {
        await (await import("../registry/signing/keys.ts")).rotateLeaf({ force: true });
        return "Tokens are signed with a new key.";
      }),
  },
  {
    name: "user create",
    words: ["USERNAME"],
    options: { email: { type: "string" }, admin: { type: "boolean" }, ...password },
    does: "Makes a person with a namespace of their own. Without --password-stdin a password is made.",
    run: ([username = ""], values, within) =>
      within(async () => {
        const { createUserCommand } = await import("../tenancy/sign-up/commands.ts");
        const email = typeof values.email === "string" ? values.email : undefined;
        const admin = values.admin === true;
        return createUserCommand({ username, email, admin, password: await typed(values) });
      }),
  },
  {
    name: "user promote",
    words: ["USERNAME"],
    does: "Makes somebody an admin.",
    run: ([username = ""], _options, within) =>
      within(async () => (await accounts()).promoteUserCommand(username)),
  },
  {
    name: "user disable",
    words: ["USERNAME"],
    does: "Disables an account: its sessions, signed-in clients and application tokens end at once. Registry tokens already issued expire within PORTUS_TOKEN_TTL seconds.",
    run: ([username = ""], _options, within) =>
      within(async () => (await accounts()).disableUserCommand(username)),
  },
  {
    name: "user reset-password",
    words: ["USERNAME"],
    options: password,
    does: "Gives somebody another password and ends their sessions. Without --password-stdin one is made.",
    run: ([username = ""], values, within) =>
      within(async () => {
        const { resetPasswordCommand } = await accounts();
        return resetPasswordCommand({ username, password: await typed(values) });
      }),
  },
  {
    name: "token create",
    words: ["USERNAME", "NAME"],
    options: { days: { type: "string" } },
    does: "Makes an application token for somebody and prints it once. It ends after --days, if given.",
    run: ([username = "", name = ""], { days }, within) =>
      within(async () => {
        const given = typeof days === "string" ? days : undefined;
        return (await accounts()).createTokenCommand({ username, name, days: given });
      }),
  },
  {
    name: "audit verify",
    options: { since: { type: "string" } },
    does: "Proves that no line of history was altered, inserted, moved or cut; --since names a head told earlier.",
    run: (_words, { since }, within) =>
      within(async () => (await import("../operations/activity/commands.ts")).verifyCommand(since)),
  },
  {
    name: "sync",
    does: "Compares the catalogue with the registry and brings in what is new. It removes nothing because of an error. Says on stderr how far it is, and ends with 1 if a registry gave no answer.",
    run: (_words, _options, within) =>
      within(async () => {
        const { syncCommand } = await import("../protocol/sync/commands.ts");
        return syncCommand((line) => process.stderr.write(`${line}\n`));
      }),
  },
  {
    name: "retention",
    does: "Carries out at once the rules on old tags that run by night, and says what went. It can be put back for a week.",
    run: (_words, _options, within) =>
      within(async () => {
        const { retentionCommand } = await import("../lifecycle/retention/commands.ts");
        return retentionCommand((line) => process.stdout.write(`${line}\n`));
      }),
  },
];

export function helpOf({ name, words = [], options = {}, does }: Command): string {
  const flags = Object.entries(options).map(([flag, { type }]) =>
    type === "string" ? `[--${flag} …]` : `[--${flag}]`,
  );
  return `bin/portus ${[name, ...words, ...flags].join(" ")}\n    ${does}`;
}

/** What `bin/portus NAME --help` prints. */
export function fullHelpOf(command: Command): string {
  return command.details ? `${helpOf(command)}\n\n${command.details}` : helpOf(command);
}

export function overview(): string {
  return `The operator's commands, which read the same environment as bin/up:\n\n${commands.map(helpOf).join("\n\n")}`;
}

const accounts = () => import("../identity/people/commands.ts");
