import type { Problem } from "./failure.ts";
import type { LdapSettings } from "./settings.ts";

/** What an operator can do about a directory that can't be asked. */
export function cureOf(problem: Problem, { encryption, base }: LdapSettings): string {
  switch (problem) {
    case "unreachable":
      return `Check the host name and the port, and whether a firewall lets this machine connect. The usual port is ${encryption === "simple_tls" ? "636" : "389"}.`;
    case "tls":
      return "Give Portus the certificate of the directory's CA, and use a host name that the directory's certificate has.";
    case "needs_tls":
      return "Choose start_tls or simple_tls. Active Directory refuses a bind without encryption where it requires signing, as Windows Server 2025 does by default.";
    case "refused":
      return "Check the bind DN and its password. Active Directory also accepts DOMAIN\\name or name@domain in place of a DN.";
    case "no_base":
      return `Check the base (${base}), the base of admins and that of groups.`;
    case "no_access":
      return "Let the bind DN read the entries of people and groups.";
    case "incomplete":
      return "Raise the limits of the directory for the bind DN, or narrow the base of groups.";
    case "settings":
      return "Correct the settings of the directory.";
    case "other":
      return "The log of the directory says more.";
  }
}
