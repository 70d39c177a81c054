import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readEnvironment } from "./environment.ts";

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
      host: env.PORTUS_REGISTRY_HOST ?? `localhost:${env.REGISTRY_PORT}`,
      url: (env.PORTUS_REGISTRY_URL ?? `http://localhost:${env.REGISTRY_PORT}`).replace(/\/$/, ""),
      port: env.REGISTRY_PORT, // where bin/up's registry listens, and what it runs
      binary: env.REGISTRY_BIN ?? null,
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

/** A secret that is made once and kept in the data directory. */
function kept(directory: string, name: string): string {
  const path = join(directory, name);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!existsSync(path)) return unwritable(directory, error);
  }
  return readFileSync(path, "utf8").trim();
}

function unwritable(directory: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  console.error(
    `The data directory ${directory} can't be written (${code}). Make it writable, or set PORTUS_DATA_DIR to another one.`,
  );
  process.exit(73); // EX_CANTCREAT
}

function trustProxy(text: string): boolean | number | string {
  if (["off", "false", "0", ""].includes(text)) return false;
  return /^\d+$/.test(text) ? Number(text) : text;
}

function die(problems: string[]): never {
  console.error(`Portus can't start. Set right in the environment:\n  ${problems.join("\n  ")}`);
  process.exit(78); // EX_CONFIG
}
