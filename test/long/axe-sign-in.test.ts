import { describe } from "node:test";
import { LdapSettings } from "../../src/identity/providers/ldap/settings.ts";
import { OidcSettings } from "../../src/identity/providers/oidc/settings.ts";
import { accessChanged, db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { browser, signIn, useApp } from "../support/app.ts";
import { type ShownPage, testAccessibility } from "../support/axe.ts";
import { makeUser } from "../support/data/factories.ts";

const app = await useApp();
await makeUser({ admin: true });
const issuer = "https://login.example.org/realms/a-realm-with-a-long-name";
const oidc = await db.signInProvider.create({
  data: {
    kind: "oidc",
    slug: "company",
    name: "Company login",
    settings: OidcSettings.parse({ issuer, clientId: "portus" }),
  },
});
const directory = LdapSettings.parse({
  servers: ["ldap.example.org"],
  encryption: "start_tls",
  base: "ou=people,dc=example,dc=org",
});
await db.signInProvider.create({
  data: { kind: "ldap", slug: "directory", name: "Example directory", settings: directory },
});
accessChanged(); // the sign-in page offers them at once

describe("for visitors", () => {
  const pages: ShownPage<null>[] = [["the sign-in with a provider", () => paths.signIn()]];
  testAccessibility(app, pages, async () => ({ scene: null, person: browser(app) }));
});

describe("for somebody who signs in with a provider", () => {
  const pages: ShownPage<null>[] = [
    ["the profile without a password", () => paths.profile()],
    ["the connections with one", () => paths.connections()],
  ];

  testAccessibility(app, pages, async () => {
    const { id: userId, ...user } = await makeUser({ username: "mara" });
    const person = await signIn(app, { id: userId, ...user });
    await db.user.update({ where: { id: userId }, data: { passwordHash: null } });
    const label = "mara.of.a.long.name@example.org";
    await db.externalIdentity.create({
      data: { providerId: oidc.id, subject: "1", userId, label, email: label },
    });
    return { scene: null, person };
  });
});

describe("for somebody with a password", () => {
  const pages: ShownPage<null>[] = [["the connections without one", () => paths.connections()]];

  testAccessibility(app, pages, async () => ({
    scene: null,
    person: await signIn(app, await makeUser()),
  }));
});
