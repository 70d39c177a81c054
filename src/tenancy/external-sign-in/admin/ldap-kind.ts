import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { addressProblem } from "../../../identity/providers/address-problem.ts";
import { groupName } from "../../../identity/providers/ldap/groups.ts";
import { testDirectory } from "../../../identity/providers/ldap/inspect.ts";
import { loadDirectory } from "../../../identity/providers/ldap/load.ts";
import { LdapSettings, serversOf } from "../../../identity/providers/ldap/settings.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import { text } from "../../../platform/bounded-text.ts";
import { flag, whole } from "../../../platform/http/input/values.ts";
import type { Fact, Kind } from "./kinds.ts";
import { commonFields, commonOf, lines, Slug } from "./schemas.ts";

const settings = LdapSettings.shape;

const Fields = z.object({
  ...commonFields,
  servers: lines(text(300), "servers").pipe(settings.servers),
  port: whole(1, 65_535).default(389),
  timeout: whole(1, 10).default(5),
  encryption: settings.encryption,
  ca: text(100_000, { kind: "prose" })
    .refine((pem) => pem === "" || areCertificates(pem), "Paste certificates in PEM.")
    .default(""),
  base: settings.base,
  filter: settings.filter,
  bind_dn: text(1_000, { kind: "raw" }).default(""),
  password: text(1_000, { kind: "raw" }).default(""),
  bind_pattern: text(1_000).default(""),
  uid: settings.uid,
  key: settings.key,
  guess_email: flag.default(false),
  email_attribute: text(100).default(""),
  client_login: flag.default(false),
  group_base: text(1_000).default(""),
  group_style: settings.groupStyle,
  group_sync: flag.default(false),
  default_role: settings.defaultRole,
});

const Bind = z.object({ bindDn: settings.bindDn });

type Input = z.infer<typeof Fields>;

function read(input: Input) {
  const common = commonOf(input);
  return {
    ...common,
    accountGroups: common.accountGroups.map(groupName),
    settings: {
      servers: input.servers,
      port: input.port,
      timeoutSeconds: input.timeout,
      encryption: input.encryption,
      ca: input.ca || null,
      base: input.base,
      adminBase: null, // a mapping gives admin rights
      groupBase: input.group_base || null,
      filter: input.filter,
      uid: input.uid,
      key: input.key,
      bindDn: input.bind_dn || null,
      bindPattern: input.bind_pattern || null,
      groupStyle: input.group_style,
      groupSync: input.group_sync,
      defaultRole: input.default_role,
      guessEmail: input.guess_email,
      emailAttribute: input.email_attribute || null,
      clientLogin: input.client_login,
    },
    secrets: input.password === "" ? {} : { password: input.password },
  };
}

function areCertificates(pem: string): boolean {
  try {
    const all = pem.split(/(?=-----BEGIN CERTIFICATE-----)/).filter((it) => it.trim() !== "");
    return all.every((one) => new X509Certificate(one).raw.length > 0);
  } catch {
    return false;
  }
}

const settingsOf = (provider: Provider) => LdapSettings.parse(provider.settings);

/** The settings that decide who gets the password of the bind. */
const placeOf = ({ servers, port, encryption, ca, bindDn }: LdapSettings) =>
  JSON.stringify([servers, port, encryption, ca, bindDn]);

const encryptions = {
  start_tls: "StartTLS",
  simple_tls: "TLS (ldaps)",
  none: "none: passwords can be read on the way",
};

export const ldapKind: Kind = {
  form: Fields.transform(read),
  newForm: Fields.extend({ slug: Slug }).transform(({ slug, ...input }) => ({
    slug,
    input: read(input),
  })),
  fields: "_ldap-fields",
  blank: {
    new_accounts: "anyone", // below the base, if the filter matches
    enabled: false,
    port: 389,
    timeout: 5,
    encryption: "start_tls",
    uid: "uid",
    key: "entryUUID",
    client_login: true,
    group_style: "members",
    group_sync: true,
    default_role: "viewer",
  },
  values(provider) {
    const known = settingsOf(provider);
    return {
      servers: known.servers.join("\n"),
      port: known.port,
      timeout: known.timeoutSeconds,
      encryption: known.encryption,
      ca: known.ca ?? "",
      base: known.base,
      filter: known.filter,
      bind_dn: known.bindDn ?? "",
      bind_pattern: known.bindPattern ?? "",
      uid: known.uid,
      key: known.key,
      guess_email: known.guessEmail,
      email_attribute: known.emailAttribute ?? "",
      client_login: known.clientLogin,
      group_base: known.groupBase ?? "",
      group_style: known.groupStyle,
      group_sync: known.groupSync,
      default_role: known.defaultRole,
    };
  },
  described(provider) {
    const known = settingsOf(provider);
    return [
      { label: "Servers", value: placesOf(known).join(", ") },
      { label: "Encryption", value: encryptions[known.encryption] },
      { label: "Portus binds as", value: known.bindDn ?? known.bindPattern ?? "nobody" },
      { label: "Base of people", value: known.base },
      { label: "Base of admins", value: known.adminBase ?? "none" },
      { label: "Filter", value: known.filter || "none" },
      { label: "Attribute of user names", value: known.uid },
      { label: "Key", value: known.key },
      { label: "Base of groups", value: known.groupBase ?? known.base },
      { label: "How groups are found", value: known.groupStyle },
      {
        label: "Teams with a group's name",
        value: known.groupSync ? `take its members as ${known.defaultRole}` : "take nobody",
      },
    ];
  },
  place: (provider) => placesOf(settingsOf(provider)).join(", "),
  addresses: () => [],
  secretFor(given) {
    const { bindDn } = Bind.parse(given);
    const missing = "Enter the password of the bind DN.";
    return bindDn === null ? null : { name: "password", field: "password", missing };
  },
  moves: (before, after) =>
    placeOf(LdapSettings.parse(before)) !== placeOf(LdapSettings.parse(after)),
  async problems(given) {
    const parsed = LdapSettings.safeParse(given);
    if (!parsed.success)
      return Object.fromEntries(
        parsed.error.issues.map(({ path: [name = ""], message }) => [fieldOf(name), message]),
      );
    const refusals = await Promise.all(
      serversOf(parsed.data).map(({ host }) => addressProblem(host)),
    );
    const first = refusals.find((it) => it !== null);
    return first ? { servers: first } : {};
  },
  groupName,
  groupHint: "Its name or its DN, as a test with a user name shows them.",
  asksForName: true,
  async test(provider, name) {
    const { steps, person, sent } = await testDirectory(await loadDirectory(provider), name);
    const facts = steps.map(
      ({ ok, says, cure }): Fact => ({ ok, text: cure ? `${says} ${cure}` : says }),
    );
    if (!person) return { facts, sent };
    const { subject, username, email, emailVerified, displayName, groups } = person;
    const read = [
      { name: "Key", value: subject },
      { name: "User name", value: username },
      {
        name: "E-mail",
        value: email ? `${email}${emailVerified ? "" : " (not verified)"}` : "none",
      },
      { name: "Name", value: displayName ?? "none" },
      { name: "Groups", value: groups ? groups.join("\n") || "none" : "could not be read" },
    ];
    return { facts, read, sent };
  },
};

const placesOf = (known: LdapSettings) =>
  serversOf(known).map(({ host, port }) => `${host}:${port}`);

/** The field of a setting that can be wrong only beside others. */
function fieldOf(setting: PropertyKey): string {
  const fields: Record<string, string> = {
    groupBase: "group_base",
    bindPattern: "bind_pattern",
    emailAttribute: "email_attribute",
  };
  return fields[String(setting)] ?? "form";
}
