import { escapeDnValue } from "./dn.ts";

/** Characters that user names of Windows don't have (MS-SAMR 3.1.1.6), and those that would change a name's domain. */
const foreign = /["/\\[\]:;|=,+*?<>@]/;

/** What somebody binds as by a pattern, `%s@corp.example.org`, `CORP\%s` or a DN. Null if no name of that kind fits. */
export function boundName(pattern: string, name: string): string | null {
  const isDn = pattern.includes("=");
  if (!isDn && foreign.test(name)) return null;
  return pattern.replace("%s", () => (isDn ? escapeDnValue(name) : name));
}
