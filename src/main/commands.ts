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
    does: "Creates a new signing key. Tokens already issued stay valid; the registry needs no restart.",
    run: (_words, _options, within) =>
      within(async () => {
        await (await import("../registry/signing/keys.ts")).rotateLeaf({ force: true });
        return "New tokens are signed with a new key.";
      }),
  },
  {
    name: "user create",
    words: ["USERNAME"],
    options: { email: { type: "string" }, admin: { type: "boolean" }, ...password },
    does: "Creates a user with a personal namespace. Without --password-stdin, a password is generated and printed.",
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
    does: "Makes a user an admin.",
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
    does: "Sets a new password for a user and ends their sessions. Without --password-stdin, one is generated and printed.",
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
    does: "Creates an application token for a user and prints it once. It expires after --days, if given.",
    run: ([username = "", name = ""], { days }, within) =>
      within(async () => {
        const given = typeof days === "string" ? days : undefined;
        return (await accounts()).createTokenCommand({ username, name, days: given });
      }),
  },
  {
    name: "audit verify",
    options: { since: { type: "string" } },
    does: "Verifies that no entry of the audit log was altered, inserted, moved or deleted. --since takes a head printed earlier.",
    run: (_words, { since }, within) =>
      within(async () => (await import("../operations/activity/commands.ts")).verifyCommand(since)),
  },
  {
    name: "sync",
    does: "Compares the catalogue with the registry and imports what is new. An error never removes anything. Prints progress to stderr and exits with 1 if a registry did not answer.",
    run: (_words, _options, within) =>
      within(async () => {
        const { syncCommand } = await import("../protocol/sync/commands.ts");
        return syncCommand((line) => process.stderr.write(`${line}\n`));
      }),
  },
  {
    name: "retention",
    does: "Runs the nightly retention rules now and prints what was deleted. It can be restored for 7 days.",
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
  return `Commands for operators. They read the same environment as bin/up:\n\n${commands.map(helpOf).join("\n\n")}`;
}

const accounts = () => import("../identity/people/commands.ts");
