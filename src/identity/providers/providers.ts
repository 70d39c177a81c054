import { config } from "../../platform/config/config.ts";
import { db, type ProviderKind, type SignInProvider, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { seal, unseal } from "../../platform/seal.ts";

/** A provider without its secrets. */
export type Provider = Omit<SignInProvider, "sealed">;

export type ProviderSecrets = Record<string, string>;

/** The providers of one kind, one alone, or all, in the order in which they were added. Secrets are left out. */
export async function listProviders(
  where: { id?: number; kind?: ProviderKind; enabled?: boolean } = {},
): Promise<Provider[]> {
  return db.signInProvider.findMany({ where, omit: { sealed: true }, orderBy: { id: "asc" } });
}

/** The enabled provider of a kind with a slug. Throws NotFound. */
export async function findProvider(kind: ProviderKind, slug: string): Promise<Provider> {
  const found = await db.signInProvider.findUnique({
    where: { slug, kind, enabled: true },
    omit: { sealed: true },
  });
  if (!found) throw new NotFound("sign-in provider");
  return found;
}

/** The secrets of a provider's settings, such as a client secret or the password of a bind. */
export async function secretsOf({ id }: { id: number }): Promise<ProviderSecrets> {
  const { sealed } = await db.signInProvider.findUniqueOrThrow({
    where: { id },
    select: { sealed: true },
  });
  if (!sealed) return {};
  return JSON.parse(unseal(sealed, config.secret, "portus sign-in").toString());
}

export function sealSecrets(secrets: ProviderSecrets): Uint8Array<ArrayBuffer> | null {
  if (Object.keys(secrets).length === 0) return null;
  return new Uint8Array(
    seal(Buffer.from(JSON.stringify(secrets)), config.secret, "portus sign-in"),
  );
}

interface Declaration
  extends Pick<SignInProvider, "kind" | "slug" | "name" | "newAccounts">,
    Partial<Pick<SignInProvider, "accountGroups" | "accountDomains" | "trustsEmail">> {
  settings: object;
  secrets: ProviderSecrets;
  /** The groups whose members are admins. */
  adminGroup?: string | undefined;
  adminGroups?: readonly string[] | undefined;
}

/** Saves a provider that the environment declares; pages show it, but can't change it. */
export async function declareProvider(
  tx: Tx,
  { adminGroup, adminGroups = [], secrets, ...declared }: Declaration,
): Promise<void> {
  const data = { ...declared, declared: true, enabled: true, sealed: sealSecrets(secrets) };
  const { id } = await tx.signInProvider.upsert({
    where: { slug: declared.slug },
    create: data,
    update: data,
  });
  const groups = [...(adminGroup ? [adminGroup] : []), ...adminGroups];
  await tx.groupMapping.deleteMany({
    where: { providerId: id, declared: true, group: { notIn: groups } },
  });
  for (const group of groups) {
    const mapping = { providerId: id, group, teamId: null };
    const found = await tx.groupMapping.findFirst({ where: mapping });
    if (!found) await tx.groupMapping.create({ data: { ...mapping, declared: true } });
  }
}

/** Turns off the providers that the environment declared before and no longer does. Their people stay. */
export async function retireDeclared(tx: Tx, declared: readonly string[]): Promise<void> {
  await tx.signInProvider.updateMany({
    where: { declared: true, slug: { notIn: [...declared] } },
    data: { enabled: false },
  });
}
