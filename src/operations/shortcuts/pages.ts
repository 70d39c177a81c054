import type { Entry } from "../../catalogue/search/categories.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";
import { canSeeOverview } from "../activity/policy.ts";
import { matchesAll } from "./words.ts";

interface Page {
  label: string;
  href: string;
  /** Other words that people search for it by. */
  also: string;
  offered: (actor: Actor | null) => boolean;
}

const anyone = () => true;
const signedIn = (actor: Actor | null) => actor !== null;
const admins = (actor: Actor | null) => actor !== null && canSeeOverview(actor);

const pages: Page[] = [
  page("Dashboard", paths.home(), "home start", signedIn),
  page("Repositories", paths.repositories(), "images list starred", signedIn),
  page("Explore", paths.explore(), "public repositories images", () => config.anonymousBrowsing),
  page("Compare images", paths.compare(), "difference diff changes versions tags", signedIn),
  page("Namespaces", paths.namespaces(), "webhooks retention immutable tags quota list", signedIn),
  page("Teams", paths.teams(), "members groups list", signedIn),
  page("Activity", paths.activity(), "audit log history events feed", signedIn),
  page("Deletions", paths.deletions(), "restore deleted trash undelete", signedIn),
  page("Next night", paths.nextDeletions(), "deletions deletes tonight retention", signedIn),
  page("Sizes", paths.treemap(), "biggest largest images storage map quota", signedIn),
  page("Permissions", paths.permissions(), "who can may push pull access rights", signedIn),
  page("Token debugger", paths.tokenDebugger(), "jwt denied 401 unauthorized why claims", signedIn),
  page("Refusals", paths.decisions(), "why denied refused unauthorized decisions 401", signedIn),
  page("Robots", paths.robots(), "ci accounts build machine service bots", signedIn),
  page(
    "Set up a client",
    paths.clientConfigurations(),
    "configure docker podman containerd kubernetes pull secret github gitlab forgejo jenkins buildx kaniko buildah ci",
    signedIn,
  ),
  page("Sign in a machine", paths.device(), "device code docker login confirm", signedIn),
  page(
    "Sign in without a password",
    paths.credentialHelperGuide(),
    "credential helper docker login credHelpers",
    signedIn,
  ),
  page("Profile", paths.profile(), "account password email sessions name", signedIn),
  page("Application tokens", `${paths.profile()}#tokens`, "secret docker login api", signedIn),
  page("API reference", paths.apiReference(), "openapi rest swagger documentation", anyone),
  page("Admin overview", paths.admin(), "health problems status", admins),
  page("Doctor", paths.doctor(), "diagnosis checks health problems set-up wrong", admins),
  page("Users", paths.users(), "people accounts admins", admins),
  page("Registries", paths.registries(), "retention events secret hosts", admins),
  page(
    "Configuration files",
    paths.configurations(),
    "configure nginx caddy traefik haproxy kubernetes helm compose config.yml proxy certificate",
    admins,
  ),
  page("Settings", paths.settings(), "configuration environment variables", admins),
  page("Sync", paths.sync(), "drift compare catalogue registry", admins),
  page("Failed events", paths.failedEvents(), "notifications webhooks registry", admins),
  page("Usage", paths.usage(null), "pulls statistics charts", admins),
  page("Unused images", paths.stale(null), "stale old cleanup retention", admins),
];

/** The pages whose title, or another word for it, begins with each of these words. */
export function findPages(actor: Actor | null, words: readonly string[]): Entry[] {
  return pages
    .filter(({ label, also, offered }) => offered(actor) && matchesAll(words, `${label} ${also}`))
    .map(({ label, href }) => ({ label, href }));
}

function page(label: string, href: string, also: string, offered: Page["offered"]): Page {
  return { label, href, also, offered };
}
