import { X509Certificate } from "node:crypto";
import { hashPassword } from "../src/identity/sign-in/passwords.ts";
import { createToken } from "../src/identity/tokens/tokens.ts";
import { config } from "../src/platform/config/config.ts";
import { connect, db, disconnect } from "../src/platform/db/client.ts";
import { migrate } from "../src/platform/db/migrate.ts";
import { ensureRegistry } from "../src/registry/registries.ts";
import { currentLeaf, ensureKeys } from "../src/registry/signing/keys.ts";
import { by } from "../test/support/data/factories.ts";

export const password = "correct horse battery";

/** A person with an application token, who owns a public namespace. */
export async function seed(url: string) {
  await migrate(url);
  connect(url);
  const registry = await ensureRegistry(config);
  await ensureKeys();
  const passwordHash = await hashPassword(password);
  const user = await db.user.create({ data: { username: "alice", admin: false, passwordHash } });
  const memberships = { create: { userId: user.id, role: "owner" as const } };
  const team = await db.team.create({ data: { name: "bench", memberships } });
  const namespace = { name: "bench", kind: "team" as const, visibility: "public" as const };
  await db.namespace.create({ data: { ...namespace, registryId: registry.id, teamId: team.id } });

  const input = { name: "bench", expiresAt: null };
  const { secret } = await createToken(by(user), user.id, input);
  const [certificate] = currentLeaf(60).header.x5c;
  const certificateSize = new X509Certificate(Buffer.from(certificate, "base64")).raw.length;
  await disconnect();
  return { username: user.username, secret, certificateSize, service: registry.hostname };
}
