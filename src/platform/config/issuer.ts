import { isLoopbackHost } from "../hostname.ts";

/** The issuers of Entra ID for every organization: their tokens come from other issuers than the one that was asked. */
const entraHosts = /^login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)$/;
const manyTenants = new Set(["common", "organizations", "consumers"]);

/** What is wrong with the address of an issuer, in a sentence; null if nothing is. */
export function issuerProblem(text: string): string | null {
  if (!/^https?:\/\/[^/\\\s]/i.test(text) || !URL.canParse(text))
    return "Enter the address of the issuer, such as https://login.example.org/realms/main.";
  const url = new URL(text);
  if (url.username || url.password) return "Enter the issuer without a user name or password.";
  if (/[?#]/.test(text)) return "Enter the issuer without a query or a fragment.";
  if (!isSafe(url)) return "Enter an https address: http is accepted only on this machine.";
  const [tenant = ""] = url.pathname.split("/").filter(Boolean);
  if (entraHosts.test(url.hostname) && manyTenants.has(tenant.toLowerCase()))
    return `The issuer "${tenant}" of Entra ID is for every organization. Enter that of your tenant: ${url.origin}/TENANT-ID/v2.0.`;
  return null;
}

/** Whether nobody on the way can read or change what is sent: https, or http that stays on this machine. */
export function isSafe({ protocol, host }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopbackHost(host));
}

/** The issuer in an address that people copied; the discovery document is below it. */
export function issuerIn(text: string): string {
  const suffix = "/.well-known/openid-configuration";
  return text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}
