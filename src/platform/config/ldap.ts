import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { plural } from "../plural.ts";
import { count, flag, port } from "./kinds.ts";

// A directory for sign-in, with SUSE Portus's names. src/tenancy/directories checks what is about LDAP itself.

const bounded = (max: number) =>
  z.string().max(max, `must have at most ${plural(max, "character")}`);
const words = (max: number) => bounded(max).optional();

export const ldap = {
  PORTUS_LDAP_ENABLED: flag(false),
  PORTUS_LDAP_NAME: bounded(100).default("Directory"),
  PORTUS_LDAP_HOSTNAME: words(1_500), // several, with commas between them
  PORTUS_LDAP_PORT: port.default(389),
  PORTUS_LDAP_TIMEOUT: count("seconds", { min: 1, max: 10 }).default(5),
  PORTUS_LDAP_ENCRYPTION_METHOD: z
    .enum(["start_tls", "starttls", "simple_tls", "none"], {
      error: "must be start_tls, simple_tls or none",
    })
    .optional(),
  PORTUS_LDAP_ENCRYPTION_OPTIONS_CA_FILE: words(4_096),
  PORTUS_LDAP_BASE: words(1_000),
  PORTUS_LDAP_ADMIN_BASE: words(1_000),
  PORTUS_LDAP_ADMIN_GROUP: words(1_000),
  PORTUS_LDAP_GROUP_BASE: words(1_000),
  PORTUS_LDAP_FILTER: words(1_000),
  PORTUS_LDAP_UID: bounded(100).default("uid"),
  PORTUS_LDAP_KEY: bounded(100).default("entryUUID"),
  PORTUS_LDAP_AUTHENTICATION_ENABLED: flag(false),
  PORTUS_LDAP_AUTHENTICATION_BIND_DN: words(1_000),
  PORTUS_LDAP_AUTHENTICATION_PASSWORD: words(1_000),
  PORTUS_LDAP_BIND_PATTERN: words(1_000),
  PORTUS_LDAP_GROUP_STYLE: z
    .enum(["members", "member_of", "in_chain", "token_groups"], {
      error: "must be members, member_of, in_chain or token_groups",
    })
    .default("members"),
  PORTUS_LDAP_GROUP_SYNC_ENABLED: flag(true),
  PORTUS_LDAP_GROUP_SYNC_DEFAULT_ROLE: z
    .enum(["viewer", "contributor", "owner"], { error: "must be viewer, contributor or owner" })
    .default("viewer"),
  PORTUS_LDAP_GUESS_EMAIL_ENABLED: flag(false),
  PORTUS_LDAP_GUESS_EMAIL_ATTR: words(100),
  PORTUS_LDAP_DOCKER_LOGIN: flag(true),
};

export type LdapEnv = z.infer<z.ZodObject<typeof ldap>>;

/** What is missing or contradicts itself, a line for each problem. */
export function ldapProblems(env: LdapEnv): string[] {
  if (!env.PORTUS_LDAP_ENABLED) return [];
  const ca = env.PORTUS_LDAP_ENCRYPTION_OPTIONS_CA_FILE;
  return [
    env.PORTUS_LDAP_HOSTNAME ? "" : "PORTUS_LDAP_ENABLED needs PORTUS_LDAP_HOSTNAME",
    env.PORTUS_LDAP_BASE ? "" : "PORTUS_LDAP_ENABLED needs PORTUS_LDAP_BASE, where people are",
    env.PORTUS_LDAP_ENCRYPTION_METHOD ? "" : noEncryption,
    env.PORTUS_LDAP_AUTHENTICATION_ENABLED && !bindsAsItself(env) ? noBind : "",
    ca && !existsSync(ca)
      ? `PORTUS_LDAP_ENCRYPTION_OPTIONS_CA_FILE names ${ca}, which does not exist`
      : "",
  ].filter(Boolean);
}

const noEncryption =
  "PORTUS_LDAP_ENCRYPTION_METHOD must be start_tls or simple_tls; or none, if passwords may pass the network unencrypted";
const noBind =
  "PORTUS_LDAP_AUTHENTICATION_ENABLED needs PORTUS_LDAP_AUTHENTICATION_BIND_DN and PORTUS_LDAP_AUTHENTICATION_PASSWORD";

const bindsAsItself = (env: LdapEnv) =>
  env.PORTUS_LDAP_AUTHENTICATION_BIND_DN && env.PORTUS_LDAP_AUTHENTICATION_PASSWORD;

/** The directory that the environment declares, in the form in which directories are stored; null if there is none. */
export function ldapOf(env: LdapEnv) {
  if (!env.PORTUS_LDAP_ENABLED) return null;
  const ca = env.PORTUS_LDAP_ENCRYPTION_OPTIONS_CA_FILE;
  const binds = env.PORTUS_LDAP_AUTHENTICATION_ENABLED;
  const method = env.PORTUS_LDAP_ENCRYPTION_METHOD;
  return {
    name: env.PORTUS_LDAP_NAME,
    adminGroup: env.PORTUS_LDAP_ADMIN_GROUP ?? null,
    password: binds ? (env.PORTUS_LDAP_AUTHENTICATION_PASSWORD ?? "") : "",
    settings: {
      servers: (env.PORTUS_LDAP_HOSTNAME ?? "").split(",").map((name) => name.trim()),
      port: env.PORTUS_LDAP_PORT,
      timeoutSeconds: env.PORTUS_LDAP_TIMEOUT,
      encryption: method === "starttls" ? "start_tls" : method,
      ca: ca ? readFileSync(ca, "utf8") : null,
      base: env.PORTUS_LDAP_BASE ?? "",
      adminBase: env.PORTUS_LDAP_ADMIN_BASE ?? null,
      groupBase: env.PORTUS_LDAP_GROUP_BASE ?? null,
      filter: env.PORTUS_LDAP_FILTER ?? "",
      uid: env.PORTUS_LDAP_UID,
      key: env.PORTUS_LDAP_KEY,
      bindDn: binds ? (env.PORTUS_LDAP_AUTHENTICATION_BIND_DN ?? null) : null,
      bindPattern: env.PORTUS_LDAP_BIND_PATTERN ?? null,
      groupStyle: env.PORTUS_LDAP_GROUP_STYLE,
      groupSync: env.PORTUS_LDAP_GROUP_SYNC_ENABLED,
      defaultRole: env.PORTUS_LDAP_GROUP_SYNC_DEFAULT_ROLE,
      guessEmail: env.PORTUS_LDAP_GUESS_EMAIL_ENABLED,
      emailAttribute: env.PORTUS_LDAP_GUESS_EMAIL_ATTR ?? null,
      clientLogin: env.PORTUS_LDAP_DOCKER_LOGIN,
    },
  };
}
