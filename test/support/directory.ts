import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { Attribute, Change, Client } from "ldapts";
import { escapeDnValue } from "../../src/identity/providers/ldap/dn.ts";
import { LdapSettings } from "../../src/identity/providers/ldap/settings.ts";
import { makeAuthority, signedBy } from "./certificates.ts";
import { freePort, type Started, start } from "./processes.ts";
import { until } from "./waiting.ts";

export const suffix = "dc=example,dc=org";
export const peopleBase = `ou=people,${suffix}`;
export const groupsBase = `ou=groups,${suffix}`;
export const serviceDn = `cn=portus,${suffix}`;
export const servicePassword = "the password of the service";
const rootDn = `cn=admin,${suffix}`;
const rootPassword = "the password of the root";

type Values = Record<string, string | string[] | Buffer>;

/** OpenLDAP with people and groups, which tests change as its administrator. */
export interface TestDirectory {
  port: number;
  tlsPort: number;
  ca: string; // PEM
  settings(change?: Partial<LdapSettings>): LdapSettings;
  add(dn: string, values: Values): Promise<void>;
  addPerson(uid: string, password: string, values?: Values): Promise<string>;
  addGroup(cn: string, members: readonly string[]): Promise<string>;
  change(dn: string, attribute: string, values: readonly string[]): Promise<void>;
  rename(dn: string, to: string): Promise<void>;
  remove(dn: string): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export async function startDirectory(
  options: { sizeLimit?: number; certificateDays?: number } = {},
): Promise<TestDirectory> {
  const folder = mkdtempSync(join(tmpdir(), "portus-slapd-"));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const authority = await makeAuthority("The authority of the directory");
  const { cert, key } = await signedBy(authority, {
    names: ["127.0.0.1"],
    days: options.certificateDays ?? 1,
  });
  const file = (name: string) => join(folder, name);
  mkdirSync(file("data"));
  for (const [name, text] of Object.entries({ ca: authority.pem, cert, key }))
    writeFileSync(file(`${name}.pem`), text);
  writeFileSync(file("slapd.conf"), configuration(folder, options));
  copyFileSync("/usr/sbin/slapd", file("slapd")); // a profile of AppArmor knows the usual path

  let daemon: Started;
  const restart = async () => {
    const urls = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`;
    daemon = start([file("slapd"), "-f", file("slapd.conf"), "-h", urls, "-d", "0"]);
    await until(() => isUp(port, daemon), "the directory");
  };
  await restart();
  after(async () => {
    await daemon.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  const asAdmin = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: `ldap://127.0.0.1:${port}`, timeout: 20_000 });
    try {
      await client.bind(rootDn, rootPassword);
      return await work(client);
    } finally {
      await client.unbind();
    }
  };
  const add = (dn: string, values: Values) =>
    asAdmin((client) => client.add(dn, attributesOf(values)));

  await add(suffix, { objectClass: ["dcObject", "organization"], dc: "example", o: "Example" });
  await add(peopleBase, { objectClass: "organizationalUnit", ou: "people" });
  await add(groupsBase, { objectClass: "organizationalUnit", ou: "groups" });
  await add(serviceDn, {
    objectClass: ["organizationalRole", "simpleSecurityObject"],
    cn: "portus",
    userPassword: servicePassword,
  });

  return {
    port,
    tlsPort,
    ca: authority.pem,
    settings: (change = {}) =>
      LdapSettings.parse({
        servers: ["127.0.0.1"],
        port,
        encryption: "start_tls",
        ca: authority.pem,
        base: peopleBase,
        groupBase: groupsBase,
        bindDn: serviceDn,
        ...change,
      }),
    add,
    addPerson: async (uid, password, values = {}) => {
      const dn = `uid=${escapeDnValue(uid)},${peopleBase}`;
      await add(dn, {
        objectClass: "inetOrgPerson",
        cn: `The person ${uid}`,
        sn: uid,
        mail: `${uid}@example.org`,
        userPassword: password,
        ...values,
      });
      return dn;
    },
    addGroup: async (cn, member) => {
      const dn = `cn=${cn},${groupsBase}`;
      await add(dn, { objectClass: "groupOfNames", cn, member: [...member] });
      return dn;
    },
    change: (dn, attribute, values) =>
      asAdmin((client) =>
        client.modify(
          dn,
          new Change({
            operation: "replace",
            modification: new Attribute({ type: attribute, values: [...values] }),
          }),
        ),
      ),
    rename: (dn, to) => asAdmin((client) => client.modifyDN(dn, to)),
    remove: (dn) => asAdmin((client) => client.del(dn)),
    stop: async () => void (await daemon.stop("SIGKILL")),
    restart,
  };
}

function attributesOf(values: Values): Attribute[] {
  return Object.entries(values).map(
    ([type, value]) =>
      new Attribute({ type, values: Buffer.isBuffer(value) ? [value] : [value].flat() }),
  );
}

async function isUp(port: number, daemon: Started): Promise<boolean> {
  if (daemon.child.exitCode !== null) throw new Error(`slapd ended: ${daemon.said()}`);
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, connectTimeout: 1_000 });
  try {
    await client.bind("", "");
    return true;
  } catch {
    return false;
  } finally {
    await client.unbind();
  }
}

/** Only the service and people themselves read; memberOf is kept by the overlay. */
function configuration(folder: string, { sizeLimit }: { sizeLimit?: number }): string {
  const schemas = ["core", "cosine", "nis", "inetorgperson"];
  return [
    ...schemas.map((name) => `include /etc/ldap/schema/${name}.schema`),
    ...windowsSchema,
    "modulepath /usr/lib/ldap",
    "moduleload back_mdb",
    "moduleload memberof",
    "allow bind_v2 bind_anon_dn bind_anon_cred", // as lenient as servers can be about binds without a password
    `TLSCACertificateFile ${folder}/ca.pem`,
    `TLSCertificateFile ${folder}/cert.pem`,
    `TLSCertificateKeyFile ${folder}/key.pem`,
    ...(sizeLimit ? [`sizelimit ${sizeLimit}`] : []),
    "database mdb",
    `suffix "${suffix}"`,
    `rootdn "${rootDn}"`,
    `rootpw "${rootPassword}"`,
    `directory ${folder}/data`,
    "maxsize 67108864",
    "overlay memberof",
    "access to attrs=userPassword by anonymous auth by * none",
    `access to * by dn="${serviceDn}" read by users read by * none`,
    "",
  ].join("\n");
}

/** Attributes with the names and shapes of Active Directory, for entries that look like its own. */
const windowsSchema = [
  ["1.3.6.1.4.1.99999.1", "objectGUID", "1.3.6.1.4.1.1466.115.121.1.40", "octetStringMatch"],
  ["1.3.6.1.4.1.99999.2", "objectSid", "1.3.6.1.4.1.1466.115.121.1.40", "octetStringMatch"],
  ["1.3.6.1.4.1.99999.3", "tokenGroups", "1.3.6.1.4.1.1466.115.121.1.40", "octetStringMatch"],
  ["1.3.6.1.4.1.99999.4", "sAMAccountName", "1.3.6.1.4.1.1466.115.121.1.15", "caseIgnoreMatch"],
  ["1.3.6.1.4.1.99999.5", "userAccountControl", "1.3.6.1.4.1.1466.115.121.1.27", "integerMatch"],
  ["1.3.6.1.4.1.99999.6", "accountExpires", "1.3.6.1.4.1.1466.115.121.1.27", "integerMatch"],
  ["1.3.6.1.4.1.99999.7", "primaryGroupID", "1.3.6.1.4.1.1466.115.121.1.27", "integerMatch"],
].map(
  ([oid, name, syntax, rule]) =>
    `attributetype ( ${oid} NAME '${name}' EQUALITY ${rule} SYNTAX ${syntax} )`,
);
windowsSchema.push(
  "objectclass ( 1.3.6.1.4.1.99999.20 NAME 'windowsObject' SUP top AUXILIARY MAY ( objectGUID $ objectSid $ tokenGroups $ sAMAccountName $ userAccountControl $ accountExpires $ primaryGroupID ) )",
);
