import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const flag = (preset: boolean) =>
  z
    .enum(["true", "false", "on", "off", "1", "0", "yes", "no"], {
      error: "must be true or false",
    })
    .transform((text) => ["true", "on", "1", "yes"].includes(text))
    .default(preset);

const url = z.url({ protocol: /^https?$/, error: "must be an http or https address" });
const host = z
  .string()
  .regex(/^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i, "must be host or host:port");

const Environment = z.object({
  PORT: z.coerce.number({ error: "must be a port number" }).int().min(0).max(65535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://")
    .optional(),
  PORTUS_DATA_DIR: z.string().default("./data"),
  PORTUS_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  PORTUS_URL: url.optional(),
  PORTUS_ISSUER: z.string().min(1).optional(),
  PORTUS_REGISTRY_HOST: host.default("localhost:5000"),
  PORTUS_REGISTRY_URL: url.default("http://localhost:5000"),
  PORTUS_REGISTRY_EXTERNAL_HOST: host.optional(),
  PORTUS_EVENTS_SECRET: z.string().min(16, "must have at least 16 characters").optional(),
  PORTUS_TOKEN_TTL: z.coerce
    .number({ error: "must be a number of seconds" })
    .int()
    .min(60, "must be at least 60 seconds: clients take less for 60")
    .max(86_400, "must be at most a day: a token can't be revoked")
    .default(900),
  PORTUS_TRUST_PROXY: z.string().default("off"),
  PORTUS_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info"),
  PORTUS_FIRST_USER_ADMIN_ENABLED: flag(true),
  PORTUS_SIGNUP_ENABLED: flag(true),
  PORTUS_ANONYMOUS_BROWSING_ENABLED: flag(true),
  PORTUS_DELETE_ENABLED: flag(true),
  PORTUS_DELETE_CONTRIBUTORS: flag(false),
  PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY: z
    .enum(["allow-teams", "allow-personal", "admin-only"])
    .default("allow-teams"),
  PORTUS_USER_PERMISSION_CHANGE_VISIBILITY: flag(true),
  PORTUS_USER_PERMISSION_CREATE_TEAM: flag(true),
  PORTUS_USER_PERMISSION_MANAGE_TEAM: flag(true),
  PORTUS_USER_PERMISSION_CREATE_NAMESPACE: flag(true),
  PORTUS_USER_PERMISSION_MANAGE_NAMESPACE: flag(true),
});

type Env = Record<string, string | undefined>;

/** Reads the settings from an environment; `problems` names each bad one with what it must be. */
export function readEnvironment(env: Env) {
  const problems: string[] = [];
  const parsed = Environment.safeParse(withFiles(env, problems));
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      problems.push(`${issue.path.join(".")} ${issue.message}`);
  return { env: parsed.data, problems };
}

function load() {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { env, problems } = readEnvironment(process.env);
  if (!env || problems.length > 0) return die(problems);

  const dataDir = resolve(env.PORTUS_DATA_DIR);
  const url = (env.PORTUS_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, "");
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    dataDir,
    url,
    secret: env.PORTUS_SECRET ?? kept(dataDir, "secret"),
    issuer: env.PORTUS_ISSUER ?? new URL(url).hostname,
    registry: {
      host: env.PORTUS_REGISTRY_HOST,
      url: env.PORTUS_REGISTRY_URL.replace(/\/$/, ""),
      externalHost: env.PORTUS_REGISTRY_EXTERNAL_HOST ?? null,
    },
    eventsSecret: env.PORTUS_EVENTS_SECRET ?? kept(dataDir, "events-secret"),
    tokenTtl: env.PORTUS_TOKEN_TTL,
    trustProxy: trustProxy(env.PORTUS_TRUST_PROXY),
    logLevel: env.PORTUS_LOG_LEVEL,
    development: process.env.npm_lifecycle_event === "dev", // views and assets are read anew
    firstUserAdmin: env.PORTUS_FIRST_USER_ADMIN_ENABLED,
    signUp: env.PORTUS_SIGNUP_ENABLED,
    anonymousBrowsing: env.PORTUS_ANONYMOUS_BROWSING_ENABLED,
    rules: {
      pushPolicy: env.PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY,
      deleteEnabled: env.PORTUS_DELETE_ENABLED,
      deleteByContributors: env.PORTUS_DELETE_CONTRIBUTORS,
      changeVisibility: env.PORTUS_USER_PERMISSION_CHANGE_VISIBILITY,
      createTeam: env.PORTUS_USER_PERMISSION_CREATE_TEAM,
      manageTeam: env.PORTUS_USER_PERMISSION_MANAGE_TEAM,
      createNamespace: env.PORTUS_USER_PERMISSION_CREATE_NAMESPACE,
      manageNamespace: env.PORTUS_USER_PERMISSION_MANAGE_NAMESPACE,
    },
  };
}

export type Config = ReturnType<typeof load>;

/** Which doors the operator left open. Policies are handed these; they never look them up. */
export type Rules = Readonly<Config["rules"]>;

export const config: Readonly<Config> = load();

/** `NAME_FILE` names a file that holds NAME: how orchestrators hand over secrets. Empty values count as absent. */
function withFiles(env: Env, problems: string[]): Env {
  const known = Object.keys(Environment.shape);
  const given = known.map((name) => [name, env[name] || fromFile(env, name, problems)]);
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

/** A secret that is made once and kept in the data directory. */
function kept(directory: string, name: string): string {
  const path = join(directory, name);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!existsSync(path))
      return die([`PORTUS_DATA_DIR ${directory} can't be written: ${String(error)}`]);
  }
  return readFileSync(path, "utf8").trim();
}

function trustProxy(text: string): boolean | number | string {
  if (["off", "false", "0", ""].includes(text)) return false;
  return /^\d+$/.test(text) ? Number(text) : text;
}

function die(problems: string[]): never {
  console.error(`Portus can't start. Set right in the environment:\n  ${problems.join("\n  ")}`);
  process.exit(78); // EX_CONFIG
}
