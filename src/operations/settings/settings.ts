import type { Config } from "../../platform/config/config.ts";
import { type Origin, variables } from "../../platform/config/environment.ts";
import { explanations, secrets } from "./explanations.ts";

/** A setting as it holds now. */
export interface Setting {
  name: string;
  value: string; // masked if it is a secret
  origin: Origin | "made and kept";
  does: string;
}

/** Every setting, what it is now, where that came from, and what it does. */
export function listSettings(config: Config): Setting[] {
  return variables.map((name) => ({
    name,
    value: shown(name, config),
    origin: originOf(name, config),
    does: explanations[name] ?? "",
  }));
}

function shown(name: string, config: Config): string {
  const given = Object.entries(config.given.values).find(([key]) => key === name)?.[1];
  if (name === "DATABASE_URL")
    return typeof given === "string" ? withoutPassword(given) : "the embedded Postgres";
  if (secrets.has(name)) return given || kept.has(name) ? "••••••••" : "not set";
  const value = given ?? derived(config)[name];
  return value === undefined || value === null || value === "" ? "not set" : String(value);
}

/** Those that are made at the first start and kept in the data directory when nobody gives them. */
const kept = new Set(["PORTUS_SECRET", "PORTUS_EVENTS_SECRET"]);

function originOf(name: string, { given }: Config): Setting["origin"] {
  const origin = given.origins[name] ?? "default";
  return origin === "default" && kept.has(name) ? "made and kept" : origin;
}

/** What follows from the other settings where one is not given. */
function derived(config: Config): Record<string, string | null> {
  return {
    PORTUS_URL: config.url,
    PORTUS_ISSUER: config.issuer,
    PORTUS_REGISTRY_HOST: config.registry.host,
    PORTUS_REGISTRY_URL: config.registry.url,
    PORTUS_EMAIL_FROM: config.mail?.from.address ?? null,
  };
}

/** Where the database is and who we are there; the password may stand in the query as well. */
function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return "••••••••";
  const url = new URL(address);
  if (url.password) url.password = "••••";
  url.search = url.search ? "?…" : "";
  return decodeURIComponent(url.toString());
}
