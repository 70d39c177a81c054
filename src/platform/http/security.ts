import type { RequestHandler } from "express";

/** Headers that forbid inline code, content of other sites, framing and sniffing, and send them no referrer. */
const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
};

export function securityHeaders(https: boolean): RequestHandler {
  const all = https ? { ...headers, "Strict-Transport-Security": "max-age=31536000" } : headers;
  return (_req, res, next) => {
    res.set(all);
    next();
  };
}
