import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { blocksIn } from "../cidr.ts";
import { errorCode } from "../error-fields.ts";
import {
  loadDotenv,
  type Origin,
  originsIn,
  readEnvironment,
  splitSecrets,
  variables,
} from "./environment.ts";
import { ldapOf } from "./ldap.ts";

function load() {
  const outside = originsIn(process.env); // before .env is read
  const dotenv = loadDotenv();
  const { env, problems } = readEnvironment(process.env);
  if (!env || problems.length > 0) return exitInvalid(problems);

  const dataDir = resolve(env.PORTUS_DATA_DIR);
  const url = env.PORTUS_URL ?? `http://localhost:${env.PORT}`;
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    databaseDirectUrl: env.DATABASE_DIRECT_URL, // past a pooler
    dataDir,
    callerDirectory: process.env.INIT_CWD ?? "", // of the person who called a command
    url,
    hosts: env.PORTUS_HOSTS, // other names of this Portus
    secret: env.PORTUS_SECRET ?? readOrCreateSecret(dataDir, "secret"),
    issuer: env.PORTUS_ISSUER ?? new URL(url).hostname,
    registry: registryOf(env),
    ...eventsSecretsOf(env.PORTUS_EVENTS_SECRET ?? readOrCreateSecret(dataDir, "events-secret")),
    setupCode: env.PORTUS_SETUP_CODE ?? null, // null: one is made, see tenancy/accounts/setup-code.ts
    tokenTtl: env.PORTUS_TOKEN_TTL,
    sessionIdleSeconds: env.PORTUS_SESSION_IDLE_MINUTES * 60,
    trustProxy: trustProxy(env.PORTUS_TRUST_PROXY),
    processes: env.PORTUS_PROCESSES, // that answer requests
    drainMs: env.PORTUS_DRAIN_SECONDS * 1000,
    logLevel: env.PORTUS_LOG_LEVEL,
    logSample: env.PORTUS_LOG_SAMPLE, // one in so many successful token requests
    logRotation: {
      maxBytes: Number(env.PORTUS_LOG_MAX_SIZE ?? Number.POSITIVE_INFINITY),
      files: env.PORTUS_LOG_FILES,
    },
    decisions: { days: env.PORTUS_DECISIONS_DAYS, rows: env.PORTUS_DECISIONS_ROWS }, // 0 rows: none are recorded
    metricsToken: env.PORTUS_METRICS_TOKEN ?? null, // null: only programs on this machine may scrape
    backup: { passphrase: env.PORTUS_BACKUP_PASSPHRASE ?? null },
    auditAnchorUrl: env.PORTUS_AUDIT_ANCHOR_URL ?? null,
    development: process.env.npm_lifecycle_event === "dev", // views and assets are not cached
    ...accountsOf(env),
    oidc: oidcOf(env),
    sync: syncOf(env),
    namespaceQuota: env.PORTUS_NAMESPACE_QUOTA, // bytes; null: none
    garbageCollector: env.PORTUS_DELETE_GARBAGE_COLLECTOR_ENABLED ? collected(env) : null,
    privateAddresses: blocksIn(env.PORTUS_PRIVATE_ADDRESSES), // that may be called where an admin entered them
    webhookAddresses: blocksIn(env.PORTUS_WEBHOOK_PRIVATE_ADDRESSES), // private addresses that webhooks may call
    ldap: ldapOf(env), // the directory that the environment declares
    mail: env.PORTUS_EMAIL_SMTP_ADDRESS ? mailSettings(env, new URL(url).hostname) : null,
    /** Each setting and its origin, for the settings page. */
    given: { values: env, origins: dotenv ? afterDotenv(outside) : outside },
    rules: rulesOf(env),
  };
}

export type Config = ReturnType<typeof load>;

/** What the operator allows. Callers pass these rules to policies, which never read the config. */
export type Rules = Readonly<ReturnType<typeof rulesOf>>;

export const config: Readonly<Config> = load();

/** The origin of each setting: a variable that appeared only after .env was read comes from that file. */
function afterDotenv(outside: Record<string, Origin>): Record<string, Origin> {
  const inside = originsIn(process.env);
  const origin = (name: string) => (inside[name] === outside[name] ? inside[name] : "file");
  return Object.fromEntries(variables.map((name) => [name, origin(name) ?? "default"]));
}

type Env = NonNullable<ReturnType<typeof readEnvironment>["env"]>;

function registryOf(env: Env) {
  return {
    host: env.PORTUS_REGISTRY_HOST ?? `localhost:${env.REGISTRY_PORT}`,
    url: env.PORTUS_REGISTRY_URL ?? `http://localhost:${env.REGISTRY_PORT}`,
    port: env.REGISTRY_PORT, // where the registry of bin/up listens
    binary: env.REGISTRY_BIN ?? null,
    externalHost: env.PORTUS_REGISTRY_EXTERNAL_HOST ?? null,
  };
}

function accountsOf(env: Env) {
  return {
    firstUserAdmin: env.PORTUS_FIRST_USER_ADMIN_ENABLED,
    signUp: env.PORTUS_SIGNUP_ENABLED,
    confirmationDays: env.PORTUS_SIGN_IN_CONFIRMATION_DAYS,
    confirmEmail: env.PORTUS_SIGNUP_CONFIRM_EMAIL,
    anonymousBrowsing: env.PORTUS_ANONYMOUS_BROWSING_ENABLED,
    secondFactor: secondFactorOf(env),
  };
}

/** Who must have a second factor, and from when (null: now); null if admins set that on a page. */
function secondFactorOf(env: Env) {
  const { PORTUS_SECOND_FACTOR: who, PORTUS_SECOND_FACTOR_FROM: day } = env;
  return who ? { who, from: day ? new Date(day) : null } : null;
}

/** The OpenID provider of the environment; null if it declares none. */
function oidcOf(env: Env) {
  const { PORTUS_OIDC_ISSUER: issuer, PORTUS_OIDC_CLIENT_ID: clientId } = env;
  if (!issuer || !clientId) return null;
  return {
    issuer,
    clientId,
    clientSecret: env.PORTUS_OIDC_CLIENT_SECRET ?? null,
    name: env.PORTUS_OIDC_NAME,
    groupsClaim: env.PORTUS_OIDC_GROUPS_CLAIM,
    adminGroup: env.PORTUS_OIDC_ADMIN_GROUP ?? null,
  };
}

function syncOf(env: Env) {
  return {
    enabled: env.PORTUS_BACKGROUND_SYNC_ENABLED,
    strategy: env.PORTUS_BACKGROUND_SYNC_STRATEGY,
    minutes: env.PORTUS_BACKGROUND_SYNC_MINUTES,
    graceHours: env.PORTUS_BACKGROUND_SYNC_GRACE_HOURS,
  };
}

/** The settings of SUSE Portus's garbage collector, as the default retention rules. */
function collected(env: Env) {
  const days = env.PORTUS_DELETE_GARBAGE_COLLECTOR_OLDER_THAN;
  return {
    matching: env.PORTUS_DELETE_GARBAGE_COLLECTOR_TAG,
    protecting: "",
    matchingPatterns: [],
    protectingPatterns: [],
    newest: env.PORTUS_DELETE_GARBAGE_COLLECTOR_KEEP_LATEST,
    pushedDays: days,
    pulledDays: days,
    latestOfMinor: false,
    untaggedDays: null,
    deleteAllMatching: true, // SUSE Portus had no minimum to keep
    nightly: true,
  };
}

function rulesOf(env: Env) {
  return {
    pushPolicy: env.PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY,
    deleteEnabled: env.PORTUS_DELETE_ENABLED,
    deleteByContributors: env.PORTUS_DELETE_CONTRIBUTORS,
    changeVisibility: env.PORTUS_USER_PERMISSION_CHANGE_VISIBILITY,
    createTeam: env.PORTUS_USER_PERMISSION_CREATE_TEAM,
    manageTeam: env.PORTUS_USER_PERMISSION_MANAGE_TEAM,
    createNamespace: env.PORTUS_USER_PERMISSION_CREATE_NAMESPACE,
    manageNamespace: env.PORTUS_USER_PERMISSION_MANAGE_NAMESPACE,
    createWebhook: env.PORTUS_USER_PERMISSION_CREATE_WEBHOOK,
    manageWebhook: env.PORTUS_USER_PERMISSION_MANAGE_WEBHOOK,
  };
}

function mailSettings(env: Env, hostname: string) {
  const address = env.PORTUS_EMAIL_FROM ?? `portus@${hostname}`;
  const ca = env.PORTUS_EMAIL_SMTP_CA_FILE;
  return {
    from: { name: env.PORTUS_EMAIL_NAME, address },
    replyTo: env.PORTUS_EMAIL_REPLY_TO ?? null,
    smtp: {
      address: env.PORTUS_EMAIL_SMTP_ADDRESS ?? "",
      port: env.PORTUS_EMAIL_SMTP_PORT,
      domain: env.PORTUS_EMAIL_SMTP_DOMAIN ?? null,
      secure: env.PORTUS_EMAIL_SMTP_SSL_TLS,
      startTls: env.PORTUS_EMAIL_SMTP_ENABLE_STARTTLS_AUTO,
      verify: env.PORTUS_EMAIL_SMTP_OPENSSL_VERIFY_MODE === "peer",
      ca: ca ? readFileSync(ca, "utf8") : null,
      user: env.PORTUS_EMAIL_SMTP_USER_NAME ?? null,
      password: env.PORTUS_EMAIL_SMTP_PASSWORD ?? "",
      method: env.PORTUS_EMAIL_SMTP_AUTHENTICATION?.replace("_", "-").toUpperCase() ?? null,
    },
  };
}

/** Reads a secret from the data directory, and creates it at the first start. */
function readOrCreateSecret(directory: string, name: string): string {
  const path = join(directory, name);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!existsSync(path)) return exitUnwritable(directory, error);
  }
  return readFileSync(path, "utf8").trim();
}

function exitUnwritable(directory: string, error: unknown): never {
  console.error(
    `The data directory ${directory} can't be written (${errorCode(error)}). Make it writable, or set PORTUS_DATA_DIR to another one.`,
  );
  process.exit(73); // EX_CANTCREAT
}

/** The secret for new configs of registries, and all that are accepted: two while one replaces the other. */
function eventsSecretsOf(text: string) {
  const secrets = splitSecrets(text);
  const eventsSecrets = [...new Set([...secrets, text])]; // the whole text too: a secret may contain a comma
  return { eventsSecret: secrets[0] ?? text, eventsSecrets };
}

function trustProxy(text: string): boolean | number | string {
  if (["off", "false", "0", ""].includes(text)) return false;
  return /^\d+$/.test(text) ? Number(text) : text;
}

function exitInvalid(problems: string[]): never {
  console.error(`Portus can't start. Fix these settings:\n  ${problems.join("\n  ")}`);
  process.exit(78); // EX_CONFIG
}
