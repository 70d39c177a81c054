import { isIP } from "node:net";
import { z } from "zod";
import { badPort, isPort } from "../port.ts";

/** Settings that are addresses. Each message follows the setting's name and says what to write instead. */

const maxLength = 2_048;

/** Names the part of an address beyond scheme, host and port; null if there is none. */
export function beyondOrigin(text: string): string | null {
  const { username, password, pathname, search, hash } = new URL(text);
  const extras = [
    username || password ? "a user name or password" : "",
    /^\/*$/.test(pathname) ? "" : `the path ${pathname.slice(0, 100)}`,
    search || /\?/.test(text) ? "a query" : "",
    hash || /#/.test(text) ? "a fragment" : "",
  ].filter(Boolean);
  return extras.length > 0 ? extras.join(" and ") : null;
}

/** An address of only scheme, host and port; `because` explains the limit to the operator. */
export const origin = (because: string) =>
  z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .transform((text, context) => {
      const complain = (message: string) => {
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      };
      if (!/^https?:\/\/[^/\\\s]+/i.test(text) || /\s/.test(text) || !URL.canParse(text))
        return complain(
          portRule(text, "have") ??
            "must be an http or https address, such as https://portus.example.org",
        );
      const beyond = beyondOrigin(text);
      const { origin } = new URL(text);
      return beyond
        ? complain(
            `must end after the host and port, without ${beyond}: ${because} Write ${origin}`,
          )
        : origin;
    });

export const portusUrl = origin(
  "Portus answers at the root of a host name, where clients ask for /v2/token. Give it a host name of its own, or that of the registry (docs/running/https.md).",
);

export const registryUrl = origin(
  "the API of a registry begins at /v2/ of its host, and Portus adds that itself.",
);

/** Where the heads of the audit log are sent. */
export const anchorUrl = z
  .string()
  .max(maxLength, `must have at most ${maxLength} characters`)
  .refine(
    (text) => /^(https?|syslog):\/\/[^/\\\s@]/i.test(text) && URL.canParse(text),
    "must be an http, https or syslog address without a user name, such as https://log.example.org/portus or syslog://log.example.org:514",
  );

const hostname = /^(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i;
const literal = /^\[([0-9a-f:.]+)\](:\d{1,5})?$/i;

/** `host` or `host:port`, as people type it before the name of an image. */
export const imageHost = z.string().superRefine((text, context) => {
  const message = hostProblem(text);
  if (message) context.addIssue({ code: "custom", message });
});

function hostProblem(text: string): string | null {
  if (text.includes("://")) return `${only} Leave out ${text.slice(0, text.indexOf("://") + 3)}`;
  if (text.includes("/")) return `${only} Leave out everything from the slash on`;
  if (!isHostAndPort(text)) return portRule(text, "be host or host:port with") ?? only;
  return /[.:]/.test(text) || text === "localhost"
    ? null
    : `must contain a dot or a port: clients take "${text}" before a slash for a namespace of Docker Hub. Write ${text}:5000, or the full name`;
}

const only =
  "must be host or host:port, as people type it before an image's name, such as registry.example.org:5000.";

function portRule(address: string, rule: string): string | null {
  const port = badPort(address);
  return port && `must ${rule} a port from 1 to 65535, not ${port}`;
}

function isHostAndPort(text: string): boolean {
  const [, address, literalPort] = literal.exec(text) ?? [];
  const [, port = literalPort] = hostname.exec(text) ?? [];
  const known = address === undefined ? hostname.test(text) : isIP(address) === 6;
  return known && (port === undefined || isPort(Number(port.slice(1))));
}

/** Host names separated by commas, without ports. */
export const hostNames = z
  .string()
  .max(maxLength, `must have at most ${maxLength} characters`)
  .transform((text) =>
    text
      .toLowerCase()
      .split(",")
      .map((name) => name.trim()),
  )
  .refine((names) => names.every((name) => isIP(name) > 0 || isPlainName(name)), {
    error:
      "must be host names without scheme, port or path, with commas between them, such as portus.example.org,10.1.2.3",
  })
  .default([]);

/** A host name without scheme, port or path. */
export const hostAlone = (example: string) =>
  z.string().refine((text) => isIP(text) > 0 || isPlainName(text), {
    error: `must be a host name or an address, without scheme, port or path, such as ${example}`,
  });

const isPlainName = (text: string) => hostname.test(text) && !text.includes(":");
