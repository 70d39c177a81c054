import { type Provider, secretsOf } from "../providers.ts";
import { type Directory, LdapSettings } from "./settings.ts";

/** A stored directory as Portus talks to it, with the password of its bind. Throws if its settings are invalid. */
export async function loadDirectory(row: Provider): Promise<Directory> {
  const { id, name, declared } = row;
  const settings = LdapSettings.parse(row.settings);
  const { password = "" } = await secretsOf(row);
  return { id, name, declared, settings, password };
}
