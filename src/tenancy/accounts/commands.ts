import { type Command, readPassword } from "../../platform/command.ts";

export const commands: Command[] = [
  {
    name: "user create",
    args: ["USERNAME"],
    options: {
      email: { type: "string" },
      admin: { type: "boolean" },
      "password-stdin": { type: "boolean" },
    },
    does: "Creates a user with a personal namespace. Without --password-stdin, a password is generated and printed.",
    run: ([username = ""], values, within) =>
      within(async () => {
        const { createUser } = await import("./command-actions.ts");
        const email = typeof values.email === "string" ? values.email : undefined;
        const admin = values.admin === true;
        return createUser({ username, email, admin, password: await readPassword(values) });
      }),
  },
];
