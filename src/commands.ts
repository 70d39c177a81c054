import { text } from "node:stream/consumers";

type Values = Record<string, string | boolean | undefined>;

export interface Command {
  name: string;
  words?: string[]; // what must follow, in order
  options?: Record<string, { type: "string" | "boolean" }>;
  does: string;
  run(words: string[], options: Values): Promise<string | undefined>;
}

const password = { "password-stdin": { type: "boolean" } } as const;

/** What bin/portus can do. Each command loads what it needs when it runs, so that help needs nothing. */
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
  {
    name: "registry-config",
    options: {
      registry: { type: "string" },
      listen: { type: "string" },
      storage: { type: "string" },
      realm: { type: "string" },
      certificate: { type: "string" },
      "events-url": { type: "string" },
    },
    does: "Prints the config.yml of a registry (--registry 2 or 3) for this instance.",
    run: async (_words, values) => {
      const { registryConfigCommand } = await import("./registry/commands.ts");
      return registryConfigCommand(values);
    },
  },
  {
    name: "ca",
    does: "Prints the certificate that the registry must trust (its rootcertbundle).",
    run: () => within(async () => (await import("./signing/keys.ts")).caCertificate()),
  },
  {
    name: "keys rotate",
    does: "Signs with a new key from now on. Tokens out there stay valid; the registry needs no restart.",
    run: () =>
      within(async () => {
        await (await import("./signing/keys.ts")).rotateLeaf({ force: true });
        return "Tokens are signed with a new key.";
      }),
  },
  {
    name: "user create",
    words: ["USERNAME"],
    options: { email: { type: "string" }, admin: { type: "boolean" }, ...password },
    does: "Makes a person with a namespace of their own. Without --password-stdin a password is made.",
    run: ([username = ""], values) =>
      within(async () => {
        const { createUserCommand } = await import("./onboarding/commands.ts");
        const email = typeof values.email === "string" ? values.email : undefined;
        const admin = values.admin === true;
        return createUserCommand({ username, email, admin, password: await typed(values) });
      }),
  },
  {
    name: "user promote",
    words: ["USERNAME"],
    does: "Makes somebody an admin.",
    run: ([username = ""]) => within(async () => (await accounts()).promoteUserCommand(username)),
  },
  {
    name: "user disable",
    words: ["USERNAME"],
    does: "Locks somebody out, at once and everywhere.",
    run: ([username = ""]) => within(async () => (await accounts()).disableUserCommand(username)),
  },
  {
    name: "user reset-password",
    words: ["USERNAME"],
    options: password,
    does: "Gives somebody another password and ends their sessions. Without --password-stdin one is made.",
    run: ([username = ""], values) =>
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
    run: ([username = "", name = ""], { days }) =>
      within(async () => {
        const given = typeof days === "string" ? days : undefined;
        return (await accounts()).createTokenCommand({ username, name, days: given });
      }),
  },
];

export function helpOf({ name, words = [], options = {}, does }: Command): string {
  const flags = Object.entries(options).map(([flag, { type }]) =>
    type === "string" ? `[--${flag} …]` : `[--${flag}]`,
  );
  return `bin/portus ${[name, ...words, ...flags].join(" ")}\n    ${does}`;
}

export function overview(): string {
  return `The operator's commands, which read the same environment as bin/up:\n\n${commands.map(helpOf).join("\n\n")}`;
}

const accounts = () => import("./accounts/commands.ts");

/** Beside the instance that serves, or on its database alone if none does. */
async function within<T>(work: () => Promise<T>): Promise<T> {
  const { joinInstance } = await import("./instance.ts");
  const instance = await joinInstance();
  try {
    return await work();
  } finally {
    await instance.close();
  }
}

async function typed(options: Values): Promise<string | undefined> {
  if (!options["password-stdin"]) return undefined;
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}
