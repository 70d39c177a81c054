import type { ServerResponse } from "node:http";
import type { RequestHandler } from "express";

const hsts = ["Strict-Transport-Security", "max-age=31536000; includeSubDomains"] as const;

/** Headers of every answer, those of programs included. */
const everywhere = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
] as const;

/** The headers of every answer: no sniffing, no referrer and no content for other sites, and https once it is used. */
export const securityHeaders = ({ https }: { https: boolean }) =>
  https ? [...everywhere, hsts] : everywhere;

export function setSecurityHeaders(res: ServerResponse, options: { https: boolean }): void {
  for (const [name, value] of securityHeaders(options)) res.setHeader(name, value);
}

/** Headers of what browsers show: they forbid inline code, content of other sites and framing. */
const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
  "X-Frame-Options": "DENY",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
};

export const pageHeaders: RequestHandler = (_req, res, next) => {
  res.set(headers);
  next();
};
