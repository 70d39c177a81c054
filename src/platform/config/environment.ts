import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import {
  anchorUrl,
  hostAlone,
  hostNames,
  imageHost,
  portusUrl,
  registryUrl,
} from "./address-kinds.ts";
import { blocks, count, day, flag, port, processes, proxies, size } from "./kinds.ts";
import { ldap, ldapProblems } from "./ldap.ts";
import { oidc, oidcProblems } from "./oidc-settings.ts";

/** E-mail settings, with SUSE Portus's names. Portus sends e-mail if the address of a server is set. */
const mail = {
  PORTUS_EMAIL_FROM: z.email("must be an e-mail address").optional(),
  PORTUS_EMAIL_NAME: z.string().default("Portus"),
  PORTUS_EMAIL_REPLY_TO: z.email("must be an e-mail address").optional(),
  PORTUS_EMAIL_SMTP_ADDRESS: hostAlone("smtp.example.org").optional(),
  PORTUS_EMAIL_SMTP_PORT: port.default(587),
  PORTUS_EMAIL_SMTP_DOMAIN: hostAlone("portus.example.org").optional(),
  PORTUS_EMAIL_SMTP_SSL_TLS: flag(false),
  PORTUS_EMAIL_SMTP_ENABLE_STARTTLS_AUTO: flag(true),
  PORTUS_EMAIL_SMTP_OPENSSL_VERIFY_MODE: z
    .enum(["peer", "none"], { error: "must be peer or none" })
    .default("peer"),
  PORTUS_EMAIL_SMTP_CA_FILE: z.string().optional(),
  PORTUS_EMAIL_SMTP_USER_NAME: z.string().optional(),
  PORTUS_EMAIL_SMTP_PASSWORD: z.string().optional(),
  PORTUS_EMAIL_SMTP_AUTHENTICATION: z
    .enum(["plain", "login", "cram_md5"], { error: "must be plain, login or cram_md5" })
    .optional(),
};

const backup = {
  PORTUS_BACKUP_PASSPHRASE: z
    .string()
    .min(12, "must have at least 12 characters")
    .max(1_000, "must have at most 1000 characters")
    .optional(),
};

const minSecretLength = 16;
const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** The events secrets in a setting: two with a comma between them, if both are long enough to be one. */
export function splitSecrets(text: string): string[] {
  const parts = text.split(",").map((part) => part.trim());
  return parts.every((part) => part.length >= minSecretLength) ? parts : [text];
}

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
  .optional();

const Environment = z.object({
  PORT: port.default(3000),
  HOST: hostAlone("0.0.0.0").default("127.0.0.1"),
  DATABASE_URL: postgresUrl,
  DATABASE_DIRECT_URL: postgresUrl,
  REGISTRY_PORT: port.default(5000),
  REGISTRY_BIN: z.string().optional(),
  PORTUS_DATA_DIR: z.string().default("./data"),
  PORTUS_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  PORTUS_URL: portusUrl.optional(),
  PORTUS_HOSTS: hostNames,
  PORTUS_ISSUER: z
    .string()
    .max(255, "must have at most 255 characters")
    .regex(
      /^[\x21-\x7e]+$/,
      "must be plain characters without spaces: registries compare it as it is",
    )
    .optional(),
  PORTUS_REGISTRY_HOST: imageHost.optional(),
  PORTUS_REGISTRY_URL: registryUrl.optional(),
  PORTUS_REGISTRY_EXTERNAL_HOST: imageHost.optional(),
  PORTUS_EVENTS_SECRET: z
    .string()
    .min(minSecretLength, `must have at least ${minSecretLength} characters`)
    .refine(
      (text) => splitSecrets(text).length <= 2,
      "must be one secret, or two with a comma between them while one replaces the other",
    )
    .optional(),
  PORTUS_SETUP_CODE: z
    .string()
    .min(8, "must have at least 8 characters")
    .max(200, "must have at most 200 characters")
    .optional(),
  PORTUS_TOKEN_TTL: z.coerce
    .number({ error: "must be a number of seconds" })
    .int()
    .min(60, "must be at least 60 seconds: clients take less for 60")
    .max(86_400, "must be at most a day: a token can't be revoked")
    .default(900),
  PORTUS_SESSION_IDLE_MINUTES: z.coerce
    .number({ error: "must be a number of minutes" })
    .int("must be a whole number of minutes")
    .min(5, "must be at least 5 minutes")
    .max(10_080, "must be at most 10080 minutes: a session ends after a week in any case")
    .default(720),
  PORTUS_TRUST_PROXY: proxies,
  PORTUS_PROCESSES: processes,
  PORTUS_DRAIN_SECONDS: count("seconds", { max: 300 }).default(0),
  PORTUS_LOG_LEVEL: z
    .enum(logLevels, { error: `must be one of ${logLevels.join(", ")}` })
    .default("info"),
  PORTUS_LOG_SAMPLE: count("requests", { min: 1, max: 1_000_000 }).default(1),
  PORTUS_LOG_MAX_SIZE: size
    .refine((bytes) => bytes === null || bytes >= 1_000_000n, "must be at least 1 MB, or none")
    .default(20_000_000n),
  PORTUS_LOG_FILES: count("files", { min: 1, max: 99 }).default(5),
  PORTUS_AUDIT_ANCHOR_URL: anchorUrl.optional(),
  PORTUS_DECISIONS_DAYS: count("days", { min: 1, max: 3650 }).default(30),
  PORTUS_DECISIONS_ROWS: count("rows", { max: 100_000_000 }).default(100_000),
  PORTUS_METRICS_TOKEN: z
    .string()
    .regex(/^\S+$/, "must have no spaces: it is sent in a header")
    .min(minSecretLength, `must have at least ${minSecretLength} characters`)
    .max(500, "must have at most 500 characters")
    .optional(),
  PORTUS_FIRST_USER_ADMIN_ENABLED: flag(true),
  PORTUS_SIGN_IN_CONFIRMATION_DAYS: count("days", { max: 3650 }).default(30),
  PORTUS_SIGNUP_ENABLED: flag(true),
  PORTUS_SIGNUP_CONFIRM_EMAIL: flag(false),
  PORTUS_ANONYMOUS_BROWSING_ENABLED: flag(true),
  PORTUS_SECOND_FACTOR: z
    .enum(["off", "admins", "all"], { error: "must be off, admins or all" })
    .optional(), // if it is not set, admins set the rule on a page
  PORTUS_SECOND_FACTOR_FROM: day.optional(),
  PORTUS_BACKGROUND_SYNC_ENABLED: flag(true),
  PORTUS_BACKGROUND_SYNC_STRATEGY: z
    .enum(["initial", "on-start", "update", "update-delete"], {
      error: "must be initial, on-start, update or update-delete",
    })
    .default("update"),
  PORTUS_BACKGROUND_SYNC_MINUTES: z.coerce
    .number({ error: "must be a number of minutes" })
    .int()
    .min(5, "must be at least 5 minutes")
    .default(60),
  PORTUS_BACKGROUND_SYNC_GRACE_HOURS: z.coerce
    .number({ error: "must be a number of hours" })
    .min(1, "must be at least an hour: a registry may be away for a while")
    .default(24),
  PORTUS_NAMESPACE_QUOTA: size.default(null),
  PORTUS_DELETE_ENABLED: flag(true),
  PORTUS_DELETE_CONTRIBUTORS: flag(false),
  PORTUS_DELETE_GARBAGE_COLLECTOR_ENABLED: flag(false),
  PORTUS_DELETE_GARBAGE_COLLECTOR_OLDER_THAN: count("days").default(30),
  PORTUS_DELETE_GARBAGE_COLLECTOR_KEEP_LATEST: count("tags").default(5),
  PORTUS_DELETE_GARBAGE_COLLECTOR_TAG: z.string().max(200).default(""),
  PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY: z
    .enum(["allow-teams", "allow-personal", "admin-only"])
    .default("allow-teams"),
  PORTUS_USER_PERMISSION_CHANGE_VISIBILITY: flag(true),
  PORTUS_USER_PERMISSION_CREATE_TEAM: flag(true),
  PORTUS_USER_PERMISSION_MANAGE_TEAM: flag(true),
  PORTUS_USER_PERMISSION_CREATE_NAMESPACE: flag(true),
  PORTUS_USER_PERMISSION_MANAGE_NAMESPACE: flag(true),
  PORTUS_USER_PERMISSION_CREATE_WEBHOOK: flag(true),
  PORTUS_USER_PERMISSION_MANAGE_WEBHOOK: flag(true),
  PORTUS_PRIVATE_ADDRESSES: blocks,
  PORTUS_WEBHOOK_PRIVATE_ADDRESSES: blocks,
  ...backup,
  ...oidc,
  ...mail,
  ...ldap,
});

export const variables: readonly string[] = Object.keys(Environment.shape);

type Env = Record<string, string | undefined>;

/** The origin of each setting: its own variable, the file that NAME_FILE names, or none. */
export function originsIn(env: Env): Record<string, Origin> {
  const origin = (name: string): Origin => {
    if (env[name]) return "environment";
    return env[`${name}_FILE`] ? "file" : "default";
  };
  return Object.fromEntries(variables.map((name) => [name, origin(name)]));
}

export type Origin = "environment" | "file" | "default";

/** Adds the variables of the file .env to the environment; false if there is no such file. */
export function loadDotenv(): boolean {
  if (!existsSync(".env")) return false;
  process.loadEnvFile(".env");
  return true;
}

/** The settings without what config.ts does with them: it creates secrets, and ends the process if a setting is wrong. */
export function peekAtSettings() {
  loadDotenv();
  return readEnvironment(process.env);
}

/** Reads the settings from an environment. `problems` lists each invalid setting with what it must be. */
export function readEnvironment(env: Env) {
  const problems: string[] = [];
  const parsed = Environment.safeParse(withFiles(env, problems));
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      problems.push(`${issue.path.join(".")} ${issue.message}`);
  const ca = parsed.data?.PORTUS_EMAIL_SMTP_CA_FILE;
  if (ca && !existsSync(ca))
    problems.push(`PORTUS_EMAIL_SMTP_CA_FILE names ${ca}, which does not exist`);
  if (parsed.data?.PORTUS_SIGNUP_CONFIRM_EMAIL && !parsed.data.PORTUS_EMAIL_SMTP_ADDRESS)
    problems.push("PORTUS_SIGNUP_CONFIRM_EMAIL needs PORTUS_EMAIL_SMTP_ADDRESS, to send with");
  if (parsed.data?.DATABASE_DIRECT_URL && !parsed.data.DATABASE_URL)
    problems.push("DATABASE_DIRECT_URL needs DATABASE_URL, the address for everything else");
  if (parsed.data?.PORTUS_SECOND_FACTOR_FROM && !parsed.data.PORTUS_SECOND_FACTOR)
    problems.push("PORTUS_SECOND_FACTOR_FROM needs PORTUS_SECOND_FACTOR, the rule that it begins");
  if (parsed.data) problems.push(...oidcProblems(parsed.data));
  if (parsed.data) problems.push(...ldapProblems(parsed.data));
  return { env: parsed.data, problems };
}

/** Reads NAME from the file that `NAME_FILE` names, which is how orchestrators pass secrets. An empty value is absent. */
function withFiles(env: Env, problems: string[]): Env {
  const given = variables.map((name) => [name, env[name] || fromFile(env, name, problems)]);
  return Object.fromEntries(given.filter(([, value]) => value));
}

function fromFile(env: Env, name: string, problems: string[]): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return undefined;
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    problems.push(`${name}_FILE names ${path}, which can't be read`);
    return undefined;
  }
}
