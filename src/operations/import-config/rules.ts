import type { Scalar, Settings } from "./read.ts";

// The settings of SUSE Portus that have another name or no equal here. All others keep their names: `ldap.base` is
// PORTUS_LDAP_BASE.

export interface Line {
  name: string;
  value: string;
}

/** What becomes of a setting: lines of the environment, and a sentence if something is lost or left to do. */
export interface Translation {
  lines?: Line[];
  says?: string;
  /** Whether something that was in use has no equal, so that the operator has to act. */
  isLost?: boolean;
}

type Rule = (value: Scalar, all: Settings) => Translation;

const without =
  (says: string): Rule =>
  () => ({ says });
const lost = (says: string): Translation => ({ says, isLost: true });
const line = (name: string, value: Scalar | number): Translation => ({
  lines: [{ name, value: String(value ?? "") }],
});
const unless =
  (isUsual: (value: Scalar) => boolean, rule: Rule): Rule =>
  (value, all) =>
    isUsual(value) ? {} : rule(value, all);

const isEmpty = (value: Scalar) => value === null || value === "" || value === false;

const encryptions: Record<string, string> = {
  start_tls: "start_tls",
  starttls: "start_tls",
  simple_tls: "simple_tls",
  ssl: "simple_tls",
  plain: "none",
};

function encryption(value: Scalar): Translation {
  const method = encryptions[String(value ?? "").replace(/^:/, "")];
  return method
    ? line("PORTUS_LDAP_ENCRYPTION_METHOD", method)
    : lost(
        "Portus does not send passwords unencrypted by accident. Set PORTUS_LDAP_ENCRYPTION_METHOD to start_tls or simple_tls, or to none.",
      );
}

const minutes = (value: Scalar): Translation =>
  /^\d{1,6}$/.test(String(value))
    ? line("PORTUS_TOKEN_TTL", Number(value) * 60)
    : lost("This is not a number of minutes. Set PORTUS_TOKEN_TTL, in seconds.");

/** The setting is a host name; some wrote an address. */
const addressOf = (given: string) =>
  given === "" || /^https?:\/\//.test(given) ? given : `https://${given}`;

const onPage = (product: string) => (value: Scalar) =>
  isEmpty(value)
    ? {}
    : lost(
        `Add ${product} on the page Admin, Sign-in, New provider, where you choose who gets an account.`,
      );

const behind = (product: string) => (value: Scalar) =>
  isEmpty(value)
    ? {}
    : lost(
        `${product} is no OpenID provider. Put Keycloak or Dex in between, and add that on the page Admin, Sign-in.`,
      );

/** By the name of the setting, or by the beginning of its name with a dot at the end. The first that fits is taken. */
export const rules: readonly (readonly [name: string, rule: Rule])[] = [
  ["ldap.encryption.method", encryption],
  ["ldap.method", encryption],
  [
    "ldap.encryption.options.ssl_version",
    unless(isEmpty, without("Portus uses TLS 1.2 or newer, and negotiates the version.")),
  ],
  [
    "email.smtp.enabled",
    unless(
      (value) => value === true,
      () =>
        lost(
          "E-mail went through sendmail, which Portus does not use. Set PORTUS_EMAIL_SMTP_ADDRESS.",
        ),
    ),
  ],
  ["email.smtp.ssl_tls", (value) => line("PORTUS_EMAIL_SMTP_SSL_TLS", !isEmpty(value))],
  [
    "email.smtp.openssl_verify_mode",
    (value) => line("PORTUS_EMAIL_SMTP_OPENSSL_VERIFY_MODE", value === "none" ? "none" : "peer"),
  ],
  [
    "email.smtp.ca_path",
    unless(isEmpty, () =>
      lost("Name one file with the CA's certificates: PORTUS_EMAIL_SMTP_CA_FILE."),
    ),
  ],
  ["gravatar.enabled", without("Portus loads no pictures from other sites.")],
  ["display_name.enabled", without("Everybody may set a display name.")],
  ["check_ssl_usage.enabled", without("bin/portus doctor checks the certificates of PORTUS_URL.")],
  ["machine_fqdn.value", (value) => line("PORTUS_URL", addressOf(String(value ?? "")))],
  ["registry.jwt_expiration_time.value", minutes],
  ["registry.jwt_expiration_time", minutes],
  [
    "registry.",
    without("Portus chooses the sizes of pages and the timeouts of the registry itself."),
  ],
  ["pagination.", without("Lists have pages of a fixed size.")],
  ["background.registry.enabled", without("Events of the registry are always applied.")],
  [
    "security.clair.server",
    unless(isEmpty, () =>
      lost("Portus does not scan images. Let the build or a scanner beside the registry do it."),
    ),
  ],
  ["security.", without("Portus does not scan images.")],
  [
    "oauth.local_login.enabled",
    without("The form for passwords always stays, so that an admin can get in."),
  ],
  ["oauth.google_oauth2.enabled", onPage("Google")],
  ["oauth.gitlab.enabled", onPage("GitLab")],
  ["oauth.github.enabled", behind("GitHub")],
  ["oauth.bitbucket.enabled", behind("Bitbucket")],
  [
    "oauth.open_id.enabled",
    unless(isEmpty, () =>
      lost(
        "OpenID 2.0 is no longer in use. Its successor is OpenID Connect: docs/sign-in-oidc.md.",
      ),
    ),
  ],
  ["oauth.openid_connect.issuer", (value) => line("PORTUS_OIDC_ISSUER", value)],
  ["oauth.openid_connect.identifier", (value) => line("PORTUS_OIDC_CLIENT_ID", value)],
  ["oauth.openid_connect.client_id", (value) => line("PORTUS_OIDC_CLIENT_ID", value)],
  ["oauth.openid_connect.secret", (value) => line("PORTUS_OIDC_CLIENT_SECRET", value)],
  ["oauth.openid_connect.client_secret", (value) => line("PORTUS_OIDC_CLIENT_SECRET", value)],
  ["oauth.", () => ({})], // details of what is said above
];

/** Sections whose other settings mean nothing while they are off. */
const switched = [
  "ldap.authentication",
  "ldap.guess_email",
  "ldap",
  "email.smtp",
  "oauth.openid_connect",
];

/** Whether a setting belongs to a section that is off. */
export function isOff(name: string, all: Settings): boolean {
  return switched.some(
    (section) =>
      name.startsWith(`${section}.`) &&
      name !== `${section}.enabled` &&
      all.get(`${section}.enabled`) !== true,
  );
}

export const ruleFor = (name: string): Rule | undefined =>
  rules.find(([known]) => (known.endsWith(".") ? name.startsWith(known) : name === known))?.[1];
