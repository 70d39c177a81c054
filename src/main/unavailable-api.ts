import { z } from "zod";
import { text } from "../platform/bounded-text.ts";
import { endpoint } from "../platform/http/api/endpoint.ts";

const AnyId = z.object({ id: text(255, { kind: "raw" }) });
const Refusal = z.object({ message: z.string() });

/** Operations of SUSE Portus's API that this Portus does not have: they answer with a message that says so. */
function unavailable(path: string, caller: "user" | "admin", message: string) {
  return endpoint("post", path, {
    summary: `Not available. ${message}`,
    allowsRestrictedTokens: true,
    caller,
    ...(path.includes(":") && { params: AnyId }),
    status: 405,
    answer: Refusal,
    run: async () => ({ message }),
  });
}

const noScanner =
  "This instance does not scan images for vulnerabilities. Scan them in your build pipeline instead.";

export const endpoints = [
  unavailable("/vulnerabilities", "admin", noScanner),
  unavailable("/vulnerabilities/:id", "admin", noScanner),
];
