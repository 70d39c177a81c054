import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { beyondOrigin } from "../../platform/config/address-kinds.ts";
import { flag } from "../../platform/http/input/values.ts";
import { areCertificates, readPin } from "../../platform/outgoing/trust.ts";
import { portProblem } from "../../platform/port.ts";
import { isHost } from "../../platform/reference.ts";

export const Hostname = text(255, {
  missing: "Enter the host, such as registry.example.org:5000.",
  tooLong: "This host is too long: the limit is 255 characters.",
})
  .toLowerCase()
  .refine((host) => portProblem(host) === null, {
    error: ({ input }) => portProblem(String(input)) ?? "",
    abort: true,
  })
  .regex(
    /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/,
    "Enter host or host:port, as people type it before an image's name.",
  )
  .refine(isHost, "Clients take this for a namespace. Write the port too, such as registry:5000.");

const optional = <T extends z.ZodType>(schema: T) =>
  z
    .literal("")
    .transform(() => null)
    .or(schema)
    .nullable()
    .default(null);

const Url = z
  .url({
    protocol: /^https?$/,
    error: ({ input }) =>
      portProblem(String(input)) ?? "Enter an address that begins with http:// or https://.",
  })
  .transform(withoutSlashAtEnd)
  .refine(
    (url) => !beyondOrigin(url),
    "Enter the address without a user, a path, a query or a fragment: the API of a registry begins at /v2/ of its host.",
  );

/** The fields of a registry. Without a URL, Portus reaches it at its host, with or without TLS. */
export const RegistryForm = z
  .object({
    name: text(255, {
      missing: "Give the registry a name.",
      tooLong: "This name is too long: the limit is 255 characters.",
    }).min(1, "Give the registry a name."),
    hostname: Hostname,
    external_hostname: optional(Hostname),
    url: optional(
      text(2000, { tooLong: "This address is too long: the limit is 2000 characters." }).pipe(Url),
    ),
    use_ssl: flag.default(false),
    ca: optional(
      text(100_000, {
        kind: "prose",
        tooLong: "This is too long: the limit is 100,000 characters.",
      }).refine(
        areCertificates,
        "Paste certificates in PEM: -----BEGIN CERTIFICATE----- and so on.",
      ),
    ),
    pin: optional(
      text(200, { kind: "raw" }).transform((given, context) => {
        const pin = readPin(given);
        if (!pin)
          context.addIssue({
            code: "custom",
            message: "Enter the 64 hexadecimal digits of a SHA-256.",
          });
        return pin ?? z.NEVER;
      }),
    ),
    force: flag.default(false),
  })
  .transform(({ external_hostname: externalHostname, url, use_ssl, ...rest }) => ({
    ...rest,
    externalHostname,
    url: url ?? `${use_ssl ? "https" : "http"}://${rest.hostname}`,
  }));

export type RegistryInput = z.infer<typeof RegistryForm>;

function withoutSlashAtEnd(url: string): string {
  let end = url.length;
  while (url.charAt(end - 1) === "/") end -= 1;
  return url.slice(0, end);
}
