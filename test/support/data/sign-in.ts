import { digestOf, makeSecret, prefixes } from "../../../src/identity/actor/secrets.ts";
import { hashOfCode, makeCode } from "../../../src/identity/device-sign-in/codes.ts";
import { OidcSettings } from "../../../src/identity/providers/oidc/settings.ts";
import { accessChanged, db, type Team, type User } from "../../../src/platform/db/client.ts";

/** A sign-in provider that nobody can reach, with a mapping to a team, to which somebody is connected. */
export async function makeSignInData(slug: string, team: Team, user: User) {
  const settings = OidcSettings.parse({ issuer: "http://127.0.0.1:9", clientId: "portus" });
  const provider = await db.signInProvider.create({
    data: {
      kind: "oidc",
      slug,
      name: `Login ${slug}`,
      settings,
      mappings: { create: { group: "developers", teamId: team.id, role: "viewer" } },
      scimToken: { create: { hash: new TextEncoder().encode(slug.padEnd(32)) } },
      identities: { create: { subject: `subject-${slug}`, userId: user.id, label: user.username } },
    },
    include: { mappings: true, identities: true },
  });
  accessChanged(); // the sign-in page offers it at once
  const [mapping] = provider.mappings;
  const [connection] = provider.identities;
  if (!mapping || !connection) throw new Error("nothing was created");
  return { provider, mapping, connection, deviceCode: await makeDeviceSignIn() };
}

/** The code of a machine that waits for somebody to confirm it. */
async function makeDeviceSignIn(): Promise<string> {
  const code = makeCode();
  const deviceHash = digestOf(makeSecret(prefixes.deviceCode, 43));
  const expiresAt = new Date(Date.now() + 3_600_000);
  await db.deviceSignIn.create({
    data: {
      deviceHash,
      codeHash: hashOfCode(code),
      machine: "laptop",
      address: "192.0.2.7",
      actions: ["pull", "push"],
      expiresAt,
    },
  });
  return code;
}
