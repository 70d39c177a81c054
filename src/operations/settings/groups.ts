import type { Setting } from "./settings.ts";

/** A part of the settings page. */
export interface Group {
  id: string;
  title: string;
  settings: Setting[];
}

/** The groups, in the order of the page. A setting is in the first whose expression matches its name. */
const groups: readonly [id: string, title: string, names: RegExp][] = [
  ["addresses", "Addresses and secret", /^PORTUS_(URL|HOSTS|ISSUER|SECRET|TRUST_PROXY)$/],
  ["registry", "Registry", /^(PORTUS_REGISTRY_|REGISTRY_|PORTUS_EVENTS_SECRET|PORTUS_TOKEN_TTL)/],
  [
    "sign-in",
    "Sign-in and sign-up",
    /^PORTUS_(SETUP|SESSION|FIRST_USER|SIGNUP|ANONYMOUS|SECOND_FACTOR|SIGN_IN_|OIDC_|PRIVATE_)/,
  ],
  ["directory", "Directory", /^PORTUS_LDAP_/],
  ["permissions", "Permissions", /^PORTUS_USER_PERMISSION_/],
  ["deletion", "Deletion and retention", /^PORTUS_DELETE_/],
  ["quota", "Quota", /^PORTUS_NAMESPACE_QUOTA$/],
  ["sync", "Sync", /^PORTUS_BACKGROUND_SYNC_/],
  ["webhooks", "Webhooks", /^PORTUS_WEBHOOK_/],
  ["email", "E-mail", /^PORTUS_EMAIL_/],
  ["backup", "Backup", /^PORTUS_BACKUP_/],
  ["log", "Logs and metrics", /^PORTUS_(LOG|AUDIT|DECISIONS|METRICS)_/],
  ["process", "Processes and database", /^/],
];

/** The settings that contain a text in their name, value or explanation, by group. Empty groups are left out. */
export function grouped(settings: readonly Setting[], q: string): Group[] {
  const found = settings.filter((setting) => matches(setting, q.toLowerCase()));
  return groups
    .map(([id, title], at) => ({
      id,
      title,
      settings: found.filter(({ name }) => groupOf(name) === at),
    }))
    .filter(({ settings }) => settings.length > 0);
}

function groupOf(name: string): number {
  return groups.findIndex(([, , names]) => names.test(name));
}

function matches({ name, value, does, origin }: Setting, q: string): boolean {
  return [name, value, does, origin].some((text) => text.toLowerCase().includes(q));
}
