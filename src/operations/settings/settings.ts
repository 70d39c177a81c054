import type { Config } from "../../platform/config/config.ts";
import { type Origin, variables } from "../../platform/config/environment.ts";
import { explanations, secrets } from "./explanations.ts";

/** A setting and its present value. */
export interface Setting {
  name: string;
  value: string; // masked if it is a secret
  origin: Origin | "generated";
  does: string;
}

/** Every setting with its value, origin and explanation. */
export function listSettings(config: Config): Setting[] {
  return variables.map((name) => ({
    name,
    value: displayValue(name, config),
    origin: originOf(name, config),
    does: explanations[name] ?? "",
  }));
}

function displayValue(name: string, config: Config): string {
  const given = Object.entries(config.given.values).find(([key]) => key === name)?.[1];
  if (/^DATABASE_/.test(name) && typeof given === "string") return withoutPassword(given);
  if (name === "DATABASE_URL") return "the embedded Postgres";
  if (secrets.has(name)) return given || generated.has(name) ? "••••••••" : "not set";
  return String(given ?? derived(config)[name] ?? "") || "not set";
}

/** Secrets that are generated at the first start and stored in the data directory if they are not set. */
const generated = new Set(["PORTUS_SECRET", "PORTUS_EVENTS_SECRET"]);

function originOf(name: string, { given }: Config): Setting["origin"] {
  const origin = given.origins[name] ?? "default";
  return origin === "default" && generated.has(name) ? "generated" : origin;
}

/** Defaults that follow from other settings. */
function derived(config: Config): Record<string, string | null> {
  return {
    PORTUS_URL: config.url,
    PORTUS_ISSUER: config.issuer,
    PORTUS_REGISTRY_HOST: config.registry.host,
    PORTUS_REGISTRY_URL: config.registry.url,
    PORTUS_EMAIL_FROM: config.mail?.from.address ?? null,
  };
}

/** The database URL without the password, which may also be in its query. */
function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return "••••••••";
  const url = new URL(address);
  if (url.password) url.password = "••••";
  url.search = url.search ? "?…" : "";
  return decodeURIComponent(url.toString());
}
