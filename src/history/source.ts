/** How an actor authenticated and from where; for those who may see it. */
export interface EntrySource {
  credential: string | null;
  address: string | null;
  tokenName: string | null; // of the application token, if it still exists
}

const words: Record<string, string> = {
  session: "browser session",
  password: "password",
  passkey: "passkey",
  sign_in_provider: "sign-in provider",
  email_link: "e-mailed link",
  device_code: "sign-in of a machine",
  registry: "reported by the registry",
  command: "command of the operator",
  system: "Portus itself",
};

/** Such as `application token "ci", from 192.0.2.7`; empty if nothing is known or may be seen. */
export function sourceText({ credential, address, tokenName }: Partial<EntrySource>): string {
  const [, token] = /^application_token:(\d+)$/.exec(credential ?? "") ?? [];
  const named = tokenName
    ? `application token "${tokenName}"`
    : `application token ${token}, revoked`;
  const how = token ? named : words[credential ?? ""];
  return [how, address && `from ${address}`].filter(Boolean).join(", ");
}
