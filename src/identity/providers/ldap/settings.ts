import { isIP } from "node:net";
import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { canonicalDn } from "./dn.ts";
import { filterProblem } from "./filters.ts";

// The settings of a directory, with SUSE Portus's words: docs/sign-in-ldap.md explains each.

const encryptions = ["start_tls", "simple_tls", "none"] as const;

/** How the groups of a person are found. */
const groupStyles = ["members", "member_of", "in_chain", "token_groups"] as const;

const maxServers = 5;
const maxDn = 1_000;

/** A host name or an address, with a port of its own if it differs from the common one: `ldap2.example.org:1389`. */
const serverName =
  /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

const Server = text(300, { missing: "Enter the host name of the directory." }).refine(
  (given) => serverName.test(given) || isIP(given) === 6,
  "Enter a host name, without ldap:// and without a path, such as ldap.example.org.",
);

export const Servers = z
  .array(Server)
  .min(1, "Enter the host name of the directory.")
  .max(maxServers, `At most ${maxServers} servers.`);

const Dn = text(maxDn).refine(
  (given) => canonicalDn(given) !== null,
  "This is not a distinguished name. Write it as in ou=people,dc=example,dc=org.",
);

/** Attributes that pages must not show, such as userPassword, unicodePwd, sambaNTPassword and krbPrincipalKey. */
const secretName = /passw|pwd|credential|secret|principalkey/i;

/** An attribute's name: RFC 4512, 2.5. */
const Attribute = text(100)
  .regex(/^[a-z][a-z0-9-]*$/i, "An attribute has a name such as uid or sAMAccountName.")
  .refine((name) => !secretName.test(name), "Portus reads no attribute with passwords or keys.");

const Filter = text(1_000).superRefine((given, context) => {
  const message = given && filterProblem(given);
  if (message) context.addIssue({ code: "custom", message });
});

/** What people's names become at a bind, with %s for the name: `%s@corp.example.org`, `CORP\%s` or a DN. */
const BindPattern = text(maxDn).refine(
  (given) => given.split("%s").length === 2,
  "Write %s once, where the user name belongs, as in %s@corp.example.org or uid=%s,ou=people,dc=example,dc=org.",
);

const Fields = z.object({
  servers: Servers,
  port: z.int().min(1).max(65_535).default(389),
  timeoutSeconds: z.int().min(1).max(10).default(5),
  encryption: z.enum(encryptions),
  ca: text(100_000, { kind: "raw" }).nullable().default(null), // PEM; null: those that Node trusts
  base: Dn.refine((given) => given !== "", "Enter the base, such as ou=people,dc=example,dc=org."),
  adminBase: Dn.nullable().default(null),
  groupBase: Dn.nullable().default(null), // null: the base
  filter: Filter.default(""),
  uid: Attribute.default("uid"),
  key: Attribute.default("entryUUID"), // stays the same when an entry is renamed
  bindDn: text(maxDn, { kind: "raw" }).nullable().default(null), // null: anonymous, or with bindPattern as the person
  bindPattern: BindPattern.nullable().default(null),
  groupStyle: z.enum(groupStyles).default("members"),
  groupSync: z.boolean().default(true), // teams that have a group's name take its members
  defaultRole: z.enum(["viewer", "contributor", "owner"]).default("viewer"),
  guessEmail: z.boolean().default(false),
  emailAttribute: Attribute.nullable().default(null), // null: guessed from the name and the base
  clientLogin: z.boolean().default(true), // docker login and the API take passwords of the directory
});

export const LdapSettings = Fields.refine(
  ({ bindDn, bindPattern }) => bindDn === null || bindPattern === null,
  {
    path: ["bindPattern"],
    error:
      "Portus binds either as itself, with a bind DN, or as the person, by a pattern. Leave one of them empty.",
  },
);

export type LdapSettings = z.infer<typeof LdapSettings>;

/** A directory with what Portus needs to talk to it. */
export interface Directory {
  id: number; // of its provider
  name: string; // what people call it
  /** Whether the environment declares it. Its addresses are trusted as they are; those from pages are checked. */
  declared: boolean;
  settings: LdapSettings;
  password: string; // of `bindDn`
}

/** Where a server listens. */
export interface ServerAddress {
  host: string;
  port: number;
}

export function serversOf({ servers, port }: LdapSettings): ServerAddress[] {
  return servers.map((given) => {
    if (isIP(given) === 6) return { host: given, port };
    const [, host = "", own] = /^(.*?)(?::(\d+))?$/.exec(given) ?? [];
    return { host: host.replace(/^\[|\]$/g, ""), port: own ? Number(own) : port };
  });
}

export const groupBaseOf = ({ base, groupBase }: LdapSettings): string => groupBase ?? base;
