import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { scopes } from "../../platform/http/api/scopes.ts";
import { patternList } from "../../platform/http/input/patterns.ts";
import { orNothing, whole } from "../../platform/http/input/values.ts";
import { plural } from "../../platform/plural.ts";
import { isBlock } from "../actor/limits.ts";

const day = 24 * 60 * 60 * 1000;

/** The lifetimes of an application token in days; "" never expires. */
export const lifetimes = [30, 90, 365] as const;

/** The lifetimes as choices of a form. */
export const lifetimeChoices = [
  ...lifetimes.map((days) => ({ value: `${days}`, label: `in ${plural(days, "day")}` })),
  { value: "", label: "never" },
];

/** A list as a JSON array or as form text, separated by lines or spaces. */
const list = (maxItems: number, maxLength: number) =>
  z
    .union([
      text(maxItems * (maxLength + 1), { kind: "prose", tooLong: tooMany(maxItems) }).transform(
        (given) => given.split(/[\s,]+/).filter(Boolean),
      ),
      z
        .array(text(maxLength, { tooLong: "An entry is too long." }))
        .max(maxItems, tooMany(maxItems)),
      z.null().transform(() => []),
    ])
    .default([])
    .transform((items) => [...new Set(items)])
    .refine((items) => items.length <= maxItems, tooMany(maxItems));

const tooMany = (maxItems: number) => `Use at most ${plural(maxItems, "entry", "entries")}.`;

const Addresses = list(50, 60).superRefine((items, check) => {
  for (const item of items.filter((it) => !isBlock(it)))
    check.addIssue({
      code: "custom",
      message: `${JSON.stringify(item.slice(0, 100))} is not a valid address or CIDR block. Use 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.`,
    });
});

const Action = z.enum(["pull", "push", "delete"], { error: "Choose from pull, push and delete." });
const Actions = list(3, 10).pipe(z.array(Action));

const unlisted = `Choose one of the listed lifetimes (in days: ${lifetimes.join(", ")}), or none.`;

const unknownScope = `Choose from ${scopes.join(", ")}.`;
/** The scopes as choices of a form for an owner. */
export function scopeChoices({ admin }: { admin: boolean }) {
  const ofAdmins = {
    value: "admin",
    label: "Administration",
    hint: "Everything that you may do as an admin.",
  };
  return [
    { value: "registry", label: "Registry", hint: "docker login, pull, push and delete." },
    { value: "api:read", label: "API: read", hint: "Whatever its owner may see." },
    {
      value: "api:write",
      label: "API: read and change",
      hint: "Teams, namespaces, repositories and webhooks.",
    },
    ...(admin ? [ofAdmins] : []),
  ];
}

/** Without any, a token gets what the page or endpoint gives by default. */
export const Scopes = list(scopes.length, 10).pipe(
  z.array(z.enum(scopes, { error: unknownScope })),
);

/** When a new token expires: after a listed number of days, or at an instant. */
const Days = orNothing(
  whole(1, 10_000).refine((days) => lifetimes.some((it) => it === days), unlisted),
).default(null);

/** The same number of days, as the time at which the token expires. */
export const Lifetime = Days.transform(expiryAfter);

function expiryAfter(days: number | null): Date | null {
  return days ? new Date(Date.now() + days * day) : null;
}

const noTime = "Enter a date such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z.";
const Expires = orNothing(
  text(40, { kind: "raw", tooLong: noTime })
    .pipe(z.union([z.iso.date(), z.iso.datetime({ offset: true })], { error: noTime }))
    .transform((given) => new Date(given))
    .refine((at) => at.getTime() > Date.now(), "This is in the past. Enter a future time."),
).default(null);

export const TokenForm = z
  .object({
    name: text(255, {
      missing: "Give the token a name that says where it is used.",
      tooLong: "This name is too long: the limit is 255 characters.",
    }).min(1, "Give the token a name that says where it is used."),
    days: Days,
    expires: Expires,
    scopes: Scopes,
    patterns: patternList("repository").default([]),
    actions: Actions,
    addresses: Addresses,
  })
  .transform(({ days, expires, ...rest }, context) => {
    if (days && expires)
      context.addIssue({
        code: "custom",
        path: ["expires"],
        message: "Send days or expires, not both.",
      });
    return { ...rest, expiresAt: expiryAfter(days) ?? expires };
  });

type Parsed = z.infer<typeof TokenForm>;

/** The fields of a new token. Omitted limits mean no limit. */
export type TokenInput = Pick<Parsed, "name" | "expiresAt"> & Partial<Parsed>;
