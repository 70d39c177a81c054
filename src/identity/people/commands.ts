import { type Command, readPassword } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "user promote",
    args: ["USERNAME"],
    does: "Makes a user an admin.",
    run: ([username = ""], _options, within) =>
      within(async () => (await actions()).promoteUser(username)),
  },
  {
    name: "user disable",
    args: ["USERNAME"],
    does: "Disables an account: its sessions, signed-in clients and application tokens end at once. Registry tokens already issued expire within PORTUS_TOKEN_TTL seconds.",
    run: ([username = ""], _options, within) =>
      within(async () => (await actions()).disableAccount(username)),
  },
  {
    name: "user reset-password",
    args: ["USERNAME"],
    options: { "password-stdin": { type: "boolean" } },
    does: "Sets a new password for a user and ends their sessions. Without --password-stdin, one is generated and printed.",
    run: ([username = ""], values, within) =>
      within(async () => {
        const password = await readPassword(values);
        return (await actions()).resetUserPassword({ username, password });
      }),
  },
  {
    name: "token create",
    args: ["USERNAME", "NAME"],
    options: { days: { type: "string" }, scopes: { type: "string" } },
    does: "Creates an application token for a user and prints it once. It expires after --days, if given, and has full access unless --scopes lists registry, api:read, api:write or admin.",
    run: ([username = "", name = ""], options, within) =>
      within(async () => {
        const { createTokenFor } = await actions();
        const [days, scopes] = [options.days, options.scopes].map((it) =>
          typeof it === "string" ? it : undefined,
        );
        return createTokenFor({ username, name, days, scopes });
      }),
  },
];

const actions = () => import("./command-actions.ts");
