import { trimCharacters } from "../../platform/bounded-text.ts";
import type { Tx } from "../../platform/db/client.ts";
import { firstFree } from "../../registry/names.ts";
import { maxUsername, Username } from "../accounts/schemas.ts";
import { suggestsAuthority } from "../namespaces/reserved-names.ts";

/** What a person without a usable name is called. */
const fallback = "user";
const suffixLength = 6;

/**
 * A free user name for a person from a provider: theirs, cleaned to what user names allow, with a number if somebody
 * else has it. It never takes over an account, a reserved name or a name that suggests authority.
 */
export async function freeUsername(tx: Tx, wanted: string): Promise<string> {
  const stem = usernameFrom(wanted);
  const like = await tx.user.findMany({
    where: { username: { startsWith: stem } },
    select: { username: true },
  });
  return firstFree(stem, new Set(like.map(({ username }) => username)));
}

/** The part before @, in lower case, with what user names forbid replaced by a hyphen. */
export function usernameFrom(wanted: string): string {
  const [local = ""] = wanted.slice(0, 300).toLowerCase().split("@");
  const plain = local.normalize("NFKD").replace(/\p{M}+/gu, "");
  const words = trimCharacters(plain.replace(/[^a-z0-9._-]+/g, "-"), "._-");
  const name = trimCharacters(words.slice(0, maxUsername - suffixLength), "._-");
  const allowed = Username.safeParse(name).success && !suggestsAuthority(name);
  return allowed ? name : trimCharacters(`${fallback}-${name}`, "-");
}
