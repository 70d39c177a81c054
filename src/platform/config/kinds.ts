import { availableParallelism } from "node:os";
import { z } from "zod";
import { isBlock } from "../cidr.ts";
import { isPort } from "../port.ts";

/** Kinds of settings. Each message follows the setting's name. */

export const flag = (preset: boolean) =>
  z
    .enum(["true", "false", "on", "off", "1", "0", "yes", "no"], {
      error: "must be true or false",
    })
    .transform((text) => ["true", "on", "1", "yes"].includes(text))
    .default(preset);

/** A port; 0 lets the system choose one. */
export const port = z
  .string()
  .refine((text) => Number(text) === 0 || isPort(Number(text)), {
    error: ({ input }) => `must be from 1 to 65535, not ${input}`,
  })
  .transform(Number);

export function count(of: string, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) {
  const range = max === Number.MAX_SAFE_INTEGER ? "" : ` from ${min} to ${max}`;
  const isCount = (text: string) =>
    /^\d{1,16}$/.test(text) && Number(text) >= min && Number(text) <= max;
  return z.string().refine(isCount, `must be a number of ${of}${range}`).transform(Number);
}

export const day = z.iso.date("must be a day such as 2027-01-31");

/** A number of processes; `auto` means one for each processor. */
export const processes = z
  .string()
  .refine((text) => text === "auto" || (/^\d{1,2}$/.test(text) && Number(text) >= 1), {
    error: "must be auto, or a number from 1 to 99",
  })
  .transform((text) => (text === "auto" ? availableParallelism() : Number(text)))
  .default(1);

/** Address blocks; `off` means none and `on` means all. */
export const blocks = z
  .string()
  .refine(
    (text) => ["on", "off"].includes(text) || text.split(",").every(isBlock),
    "must be on, off, or addresses and CIDR blocks with commas between them",
  )
  .default("off");

/** Proxies in front of Portus: how many, or their addresses. The names are those of Express. */
export const proxies = z
  .string()
  .refine(
    (text) => /^(off|false|\d{0,2})$/.test(text) || text.split(",").every(isProxy),
    "must be off, the number of proxies, or their addresses and CIDR blocks with commas between them",
  )
  .default("off");

const isProxy = (text: string) =>
  ["loopback", "linklocal", "uniquelocal"].includes(text.trim()) || isBlock(text.trim());

const units: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };

/** Parses a size such as "20 GB" into bytes; null if the text is not a size. */
export function bytesIn(text: string): bigint | null {
  const [, amount = "", unit = "B"] =
    /^(\d+(?:\.\d{1,3})?)\s{0,10}([kKMGTP]?B)?$/.exec(text.trim()) ?? [];
  const bytes = Number(amount) * (units[unit.toUpperCase()] ?? Number.NaN);
  return amount && bytes <= 9e18 ? BigInt(Math.round(bytes)) : null;
}

/** A size in bytes; null for `none`. */
export const size = z
  .string()
  .refine(
    (text) => text === "none" || bytesIn(text) !== null,
    'must be a size such as "20 GB", or none',
  )
  .transform((text) => (text === "none" ? null : bytesIn(text)));
