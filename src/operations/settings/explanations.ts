/** What each setting does, for operators. */
export const explanations: Record<string, string> = {
  PORT: "The port that Portus listens on.",
  HOST: "The address that Portus listens on.",
  DATABASE_URL:
    "The Postgres that holds everything. Without it Portus runs one of its own in the data directory.",
  REGISTRY_PORT: "Where the registry that bin/up runs listens.",
  REGISTRY_BIN: "The registry program that bin/up runs.",
  PORTUS_DATA_DIR: "Where Portus keeps what is not in the database.",
  PORTUS_SECRET: "Seals the signing keys and signs cookies. All replicas share it.",
  PORTUS_URL:
    "How people and clients reach Portus, without a path. Makes links and the address that registries send clients to.",
  PORTUS_ISSUER: "The issuer in tokens. Registries must be told the same.",
  PORTUS_REGISTRY_HOST:
    "The host of the first registry, as people type it; the service of its tokens.",
  PORTUS_REGISTRY_URL:
    "How Portus itself reaches that registry, without a path: not through a proxy that sends lists back to Portus.",
  PORTUS_REGISTRY_EXTERNAL_HOST: "A second host under which people reach that registry.",
  PORTUS_EVENTS_SECRET:
    "What registries send with their notifications, to prove that they are ours.",
  PORTUS_TOKEN_TTL:
    "Seconds that a token is good for. A change of permissions may take as long at the registry.",
  PORTUS_TRUST_PROXY:
    "Which proxies in front of Portus are believed about the addresses of clients.",
  PORTUS_LOG_LEVEL: "How much is written to the log.",
  PORTUS_FIRST_USER_ADMIN_ENABLED: "Whether the first person who signs up becomes an admin.",
  PORTUS_SIGNUP_ENABLED: "Whether strangers may sign up.",
  PORTUS_SIGNUP_CONFIRM_EMAIL: "Whether those who sign up must confirm their e-mail address first.",
  PORTUS_ANONYMOUS_BROWSING_ENABLED: "Whether strangers see public repositories.",
  PORTUS_BACKGROUND_SYNC_ENABLED: "Whether the catalogue is compared with the registry by itself.",
  PORTUS_BACKGROUND_SYNC_STRATEGY:
    "When: once while nothing is known (initial), at each start (on-start), at start and by the clock (update), or so that what the registry lost goes from here, too (update-delete).",
  PORTUS_BACKGROUND_SYNC_MINUTES: "Minutes between two comparisons by the clock.",
  PORTUS_BACKGROUND_SYNC_GRACE_HOURS:
    "Hours that what the registry lost is kept before update-delete removes it.",
  PORTUS_NAMESPACE_QUOTA:
    "How much a namespace may hold where an admin says nothing else; nobody pushes to one that holds more.",
  PORTUS_DELETE_ENABLED: "Whether images can be deleted.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_ENABLED:
    "Whether old tags go each night from whatever has no rules of its own.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_OLDER_THAN:
    "Days without a push or a pull, after which a tag is old.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_KEEP_LATEST: "How many of a repository's tags stay in any case.",
  PORTUS_DELETE_GARBAGE_COLLECTOR_TAG:
    "Which names may go: a regular expression that is searched for in them; empty for all.",
  PORTUS_DELETE_CONTRIBUTORS: "Whether contributors may delete, too, and not owners alone.",
  PORTUS_USER_PERMISSION_PUSH_IMAGES_POLICY:
    "Who may push: teams (allow-teams), people in their own namespace alone (allow-personal), or admins (admin-only).",
  PORTUS_USER_PERMISSION_CHANGE_VISIBILITY: "Whether owners change who may see a namespace.",
  PORTUS_USER_PERMISSION_CREATE_TEAM: "Whether people create teams, and not admins alone.",
  PORTUS_USER_PERMISSION_MANAGE_TEAM: "Whether owners manage their teams, and not admins alone.",
  PORTUS_USER_PERMISSION_CREATE_NAMESPACE: "Whether people create namespaces in their teams.",
  PORTUS_USER_PERMISSION_MANAGE_NAMESPACE: "Whether owners change their namespaces.",
  PORTUS_USER_PERMISSION_CREATE_WEBHOOK:
    "Whether owners make and delete the webhooks of their namespaces, and say which headers they send.",
  PORTUS_USER_PERMISSION_MANAGE_WEBHOOK:
    "Whether owners change, enable and disable the webhooks of their namespaces, and send deliveries again.",
  PORTUS_WEBHOOK_PRIVATE_ADDRESSES:
    "Which private addresses webhooks may go to: off is none, on is all, or CIDR blocks with commas between them.",
  PORTUS_EMAIL_FROM: "The address that e-mail comes from.",
  PORTUS_EMAIL_NAME: "The name that e-mail comes from.",
  PORTUS_EMAIL_REPLY_TO: "Where answers to e-mail go.",
  PORTUS_EMAIL_SMTP_ADDRESS:
    "The mail server. Without it no e-mail is sent, and admins hand over links.",
  PORTUS_EMAIL_SMTP_PORT: "The port of the mail server.",
  PORTUS_EMAIL_SMTP_DOMAIN: "How Portus introduces itself to the mail server.",
  PORTUS_EMAIL_SMTP_SSL_TLS:
    "Whether the mail server speaks TLS from the first byte, as on port 465.",
  PORTUS_EMAIL_SMTP_ENABLE_STARTTLS_AUTO:
    "Whether to turn to TLS where the mail server offers it. With a user name it must.",
  PORTUS_EMAIL_SMTP_OPENSSL_VERIFY_MODE:
    "Whether the mail server’s certificate is checked (peer) or not (none).",
  PORTUS_EMAIL_SMTP_CA_FILE:
    "A file of the authorities whose certificates the mail server may show.",
  PORTUS_EMAIL_SMTP_USER_NAME: "The user name for the mail server.",
  PORTUS_EMAIL_SMTP_PASSWORD: "The password for the mail server.",
  PORTUS_EMAIL_SMTP_AUTHENTICATION: "How to sign in at the mail server: plain, login or cram_md5.",
};

/** Settings whose values no page shows. */
export const secrets = new Set([
  "PORTUS_SECRET",
  "PORTUS_EVENTS_SECRET",
  "PORTUS_EMAIL_SMTP_PASSWORD",
]);
