import { ldapExplanations } from "./ldap-explanations.ts";

/** What each setting does, for operators. */
export const explanations: Record<string, string> = {
  ...ldapExplanations,
  PORT: "The port Portus listens on.",
  HOST: "The address Portus listens on.",
  DATABASE_URL:
    "The URL of the Postgres database. If it is not set, Portus runs its own Postgres in the data directory.",
  DATABASE_DIRECT_URL:
    "The URL of the same database without PgBouncer, if DATABASE_URL leads to it in transaction mode. Notifications, locks and migrations need it.",
  REGISTRY_PORT: "The port of the registry that bin/up starts.",
  REGISTRY_BIN: "The registry binary that bin/up starts.",
  PORTUS_DATA_DIR: "The directory for files that are not in the database.",
  PORTUS_SECRET:
    "Encrypts the signing keys and signs cookies. All replicas must use the same value.",
  PORTUS_URL:
    "The public URL of Portus, without a path. Used in links and as the token realm that registries send clients to.",
  PORTUS_HOSTS:
    "Other host names at which Portus accepts forms and changes, besides those of its URL, of the registry and of this machine.",
  PORTUS_ISSUER: "The issuer in tokens. Registries must be configured with the same value.",
  PORTUS_REGISTRY_HOST:
    "The host of the first registry, as people type it. It is also the service in its tokens.",
  PORTUS_REGISTRY_URL:
    "The URL at which Portus reaches that registry, without a path. It must not be a proxy that sends catalog requests back to Portus.",
  PORTUS_REGISTRY_EXTERNAL_HOST: "A second host name for that registry.",
  PORTUS_EVENTS_SECRET:
    "The secret that the first registry sends with its notifications, and others that have none of their own. Two with a comma between them are both accepted, to replace one.",
  PORTUS_SETUP_CODE:
    "The code that the first sign-up asks for. If it is not set, Portus makes one and prints it. It does nothing once there is an account.",
  PORTUS_TOKEN_TTL:
    "Seconds until a registry token expires. A change of permissions can take this long to apply at the registry.",
  PORTUS_SESSION_IDLE_MINUTES:
    "Minutes without a request after which a browser session ends. Every session ends after a week.",
  PORTUS_TRUST_PROXY:
    "Which proxies in front of Portus are trusted to report the addresses of clients.",
  PORTUS_PROCESSES:
    "How many processes answer requests; auto means one for each processor. With more than one, another process does the background work.",
  PORTUS_DRAIN_SECONDS:
    "Seconds between the signal to stop and the end, in which /readyz is 503 and requests are still served.",
  PORTUS_LOG_LEVEL: "The level of detail of the log. Requests are logged at info.",
  PORTUS_LOG_SAMPLE:
    "One in so many successful token requests is logged. Those that are refused, fail or take a second are always logged.",
  PORTUS_LOG_MAX_SIZE:
    "The size at which bin/up moves a log to a numbered file; none if something else rotates them. Without bin/up, Portus logs to standard output only.",
  PORTUS_LOG_FILES: "How many numbered files bin/up keeps of each log.",
  PORTUS_AUDIT_ANCHOR_URL:
    "Where Portus sends the head of the audit log, at most once a minute: an http, https or syslog (UDP) URL. Entries that are deleted later are detected by it.",
  PORTUS_BACKUP_PASSPHRASE:
    "Encrypts backups. The same one is needed to restore them, so store it where the backups are not.",
  PORTUS_DECISIONS_DAYS:
    "Days for which decisions of the token endpoint and refused sign-ins are kept, so that people can read why something was refused.",
  PORTUS_DECISIONS_ROWS:
    "How many decisions are kept at most, half of them for what was granted. 0 records none.",
  PORTUS_METRICS_TOKEN:
    "The token that a scrape of /metrics must send. If it is not set, only programs on the same machine may scrape, and not through a proxy.",
  PORTUS_FIRST_USER_ADMIN_ENABLED: "Whether the first person who signs up becomes an admin.",
  PORTUS_SIGN_IN_CONFIRMATION_DAYS:
    "Days after which people without a password here are suspended, if their sign-in provider did not confirm them. 0: never.",
  PORTUS_SIGNUP_ENABLED: "Whether anyone may sign up.",
  PORTUS_SIGNUP_CONFIRM_EMAIL:
    "Whether new users must confirm their e-mail address before they can sign in.",
  PORTUS_ANONYMOUS_BROWSING_ENABLED:
    "Whether people who are not signed in see public repositories.",
  PORTUS_SECOND_FACTOR:
    "Who must have a second factor: nobody (off), admins, or everyone (all). Who has none adds one at the next sign-in, before anything else. If it is not set, admins set it on the page Sign-in.",
  PORTUS_SECOND_FACTOR_FROM:
    "The day from which PORTUS_SECOND_FACTOR applies, in UTC. Until then, pages only say so. If it is not set, it applies at once.",
  PORTUS_BACKGROUND_SYNC_ENABLED:
    "Whether the catalogue is compared with the registry automatically.",
  PORTUS_BACKGROUND_SYNC_STRATEGY:
    "When syncs run: once while the catalogue is empty (initial), at every start (on-start), at start and on a schedule (update), or as update and also removing what the registry has lost (update-delete).",
  PORTUS_BACKGROUND_SYNC_MINUTES: "Minutes between two scheduled syncs.",
  PORTUS_BACKGROUND_SYNC_GRACE_HOURS:
    "Hours that update-delete waits before it removes what the registry has lost.",
  PORTUS_NAMESPACE_QUOTA:
    "The default quota of a namespace. Pushes to a namespace over its quota are refused.",
  PORTUS_DELETE_ENABLED: "Whether images can be deleted.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_ENABLED:
    "Whether old tags are deleted every night wherever no retention rules were saved.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_OLDER_THAN:
    "Days without a push or pull after which a tag counts as old.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_KEEP_LATEST:
    "How many of the newest tags are always kept in each repository.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_TAG:
    "A regular expression: only tags with a matching name are deleted. Empty matches all names.",
  PORTUS_DELETE_CONTRIBUTORS: "Whether contributors may delete images, not only owners.",
  PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY:
    "Who may push: teams (allow-teams), people to their own namespace only (allow-personal), or only admins (admin-only).",
  PORTUS_USER_PERMISSION_CHANGE_VISIBILITY:
    "Whether owners may change the visibility of their namespaces.",
  PORTUS_USER_PERMISSION_CREATE_TEAM: "Whether everyone may create teams, not only admins.",
  PORTUS_USER_PERMISSION_MANAGE_TEAM: "Whether owners may manage their teams, not only admins.",
  PORTUS_USER_PERMISSION_CREATE_NAMESPACE:
    "Whether people may create namespaces in their teams, not only admins.",
  PORTUS_USER_PERMISSION_MANAGE_NAMESPACE:
    "Whether owners may change the settings of their namespaces.",
  PORTUS_USER_PERMISSION_CREATE_WEBHOOK:
    "Whether owners may create and delete webhooks of their namespaces, and set their headers.",
  PORTUS_USER_PERMISSION_MANAGE_WEBHOOK:
    "Whether owners may change, enable and disable webhooks of their namespaces, and resend deliveries.",
  PORTUS_PRIVATE_ADDRESSES:
    "The private addresses that Portus may call where an admin entered them on a page, such as those of sign-in providers: on, off, or addresses and blocks.",
  PORTUS_OIDC_ISSUER:
    "The issuer of the OpenID provider where people sign in. More providers are added on the admin pages.",
  PORTUS_OIDC_CLIENT_ID: "The ID that the provider gave this Portus.",
  PORTUS_OIDC_CLIENT_SECRET: "The secret that the provider gave this Portus.",
  PORTUS_OIDC_NAME: "What people read on the button of the sign-in page.",
  PORTUS_OIDC_GROUPS_CLAIM:
    "The claim with a person's groups: a name, or a JSON list of names for a claim within others.",
  PORTUS_OIDC_ADMIN_GROUP: "The group whose members are admins.",
  PORTUS_WEBHOOK_PRIVATE_ADDRESSES:
    "The private addresses that webhooks may call: off (none), on (all), or CIDR blocks separated by commas.",
  PORTUS_EMAIL_FROM: "The sender address of e-mails.",
  PORTUS_EMAIL_NAME: "The sender name of e-mails.",
  PORTUS_EMAIL_REPLY_TO: "The reply address of e-mails.",
  PORTUS_EMAIL_SMTP_ADDRESS:
    "The mail server. If it is not set, no e-mail is sent, and admins pass links on themselves.",
  PORTUS_EMAIL_SMTP_PORT: "The port of the mail server.",
  PORTUS_EMAIL_SMTP_DOMAIN:
    "The domain that Portus sends to the mail server in its greeting (EHLO).",
  PORTUS_EMAIL_SMTP_SSL_TLS:
    "Whether the connection to the mail server uses TLS from the start, as on port 465.",
  PORTUS_EMAIL_SMTP_ENABLE_STARTTLS_AUTO:
    "Whether to switch to TLS (STARTTLS) if the mail server offers it. It is required if a user name is set.",
  PORTUS_EMAIL_SMTP_OPENSSL_VERIFY_MODE:
    "Whether the mail server's certificate is checked (peer) or not (none).",
  PORTUS_EMAIL_SMTP_CA_FILE:
    "A PEM file with the certificate authorities trusted for the mail server.",
  PORTUS_EMAIL_SMTP_USER_NAME: "The user name for the mail server.",
  PORTUS_EMAIL_SMTP_PASSWORD: "The password for the mail server.",
  PORTUS_EMAIL_SMTP_AUTHENTICATION:
    "How to authenticate to the mail server: plain, login or cram_md5.",
};

/** Settings whose values are never shown. */
export const secrets = new Set([
  "PORTUS_SECRET",
  "PORTUS_EVENTS_SECRET",
  "PORTUS_SETUP_CODE",
  "PORTUS_METRICS_TOKEN",
  "PORTUS_BACKUP_PASSPHRASE",
  "PORTUS_AUDIT_ANCHOR_URL", // its query may hold a token
  "PORTUS_OIDC_CLIENT_SECRET",
  "PORTUS_EMAIL_SMTP_PASSWORD",
  "PORTUS_LDAP_AUTHENTICATION_PASSWORD",
]);
