import { config } from "../../platform/config/config.ts";
import { db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { hashPassword } from "./passwords.ts";

interface Names {
  username: string;
  email: string | null;
  withheldEmail?: string | null;
}

/** Hashes a new password. Throws Invalid if it is a name of its person or of this Portus: these are guessed first. */
export async function hashNewPassword(password: string, names: Names): Promise<string> {
  const given = formsOf(password);
  if (wordsFor(names).some((word) => formsOf(word).some((form) => given.includes(form))))
    throw new Invalid({ password: ownName });
  return hashPassword(password);
}

/** The same for an account that exists. Without one, its caller finds that out later. */
export async function hashNewPasswordOf(id: number, password: string): Promise<string> {
  const select = { username: true, email: true, withheldEmail: true };
  const names = await db.user.findUnique({ where: { id }, select });
  return hashNewPassword(password, names ?? { username: "", email: null });
}

const minNameLength = 3; // a shorter one can be in many passwords

const ownName =
  "This is a name of yours or of this Portus, which is guessed first. Choose a different password.";

const products = ["portus", "registry", "docker"];
const hosts = [new URL(config.url).hostname, config.registry.host, config.registry.externalHost];

function wordsFor({ username, email, withheldEmail }: Names): string[] {
  const addresses = [email, withheldEmail].flatMap((address) =>
    address ? [address, address.slice(0, address.indexOf("@"))] : [],
  );
  return [username, ...addresses, ...products, ...hosts].filter((word) => word !== null);
}

/** A text in lower case, and its letters alone: digits and signs around a name do not hide it. */
function formsOf(text: string): string[] {
  const plain = text.normalize("NFKC").trim().toLowerCase();
  return [plain, plain.replace(/\P{L}/gu, "")].filter((form) => form.length >= minNameLength);
}
