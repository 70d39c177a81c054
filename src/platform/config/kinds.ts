import { z } from "zod";
import { isBlock } from "../cidr.ts";

/** Kinds of settings, each with the words for what it must be. */
export const flag = (preset: boolean) =>
  z
    .enum(["true", "false", "on", "off", "1", "0", "yes", "no"], {
      error: "must be true or false",
    })
    .transform((text) => ["true", "on", "1", "yes"].includes(text))
    .default(preset);

export const port = z.coerce.number({ error: "must be a port number" }).int().min(0).max(65535);
export const count = (of: string) =>
  z.coerce
    .number({ error: `must be a number of ${of}` })
    .int()
    .min(0);

/** Addresses, as blocks; off is none of them and on is all. */
export const blocks = z
  .string()
  .refine(
    (text) => ["on", "off"].includes(text) || text.split(",").every(isBlock),
    "must be on, off, or addresses and CIDR blocks with commas between them",
  )
  .default("off");
const units = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };

/** A size such as "20 GB", in bytes; null if it is none. */
export function bytesIn(text: string): bigint | null {
  const [, amount = "", unit = "B"] =
    /^\s*(\d+(?:\.\d{1,3})?)\s*([kKMGTP]?B)?\s*$/.exec(text) ?? [];
  const bytes = Number(amount) * units[unit.toUpperCase() as keyof typeof units];
  return amount && bytes <= 9e18 ? BigInt(Math.round(bytes)) : null;
}

/** A size, or none. */
export const size = z
  .string()
  .refine(
    (text) => text === "none" || bytesIn(text) !== null,
    'must be a size such as "20 GB", or none',
  )
  .transform((text) => (text === "none" ? null : bytesIn(text)))
  .default(null);
