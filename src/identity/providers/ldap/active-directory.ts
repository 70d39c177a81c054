// What Active Directory has of its own. The shapes are those of Microsoft's documents, named beside each.

/** The user accounts that may not sign in: ACCOUNTDISABLE of userAccountControl (MS-ADTS 2.2.16). */
const disabledBit = 0x2;

/** `accountExpires` of accounts that never expire (MS-ADA1 2.3: "0 or 0x7FFFFFFFFFFFFFFF"). */
const never = [0n, 0x7fff_ffff_ffff_ffffn];

/** The difference between the FILETIME epoch, 1601, and that of Unix, in units of 100 ns. */
const epochOffset = 116_444_736_000_000_000n;

/** Whether an account is disabled or has expired. Attributes that other directories lack are empty. */
export function isInactive(
  { control, expires }: { control: string | undefined; expires: string | undefined },
  now = Date.now(),
): boolean {
  if (control && (Number(control) & disabledBit) !== 0) return true;
  if (!expires || !/^\d{1,19}$/.test(expires) || never.includes(BigInt(expires))) return false;
  return (BigInt(expires) - epochOffset) / 10_000n <= BigInt(now);
}

/**
 * A GUID as Windows writes it. The first three groups of its 16 bytes are little-endian (MS-DTYP 2.3.4).
 * Null for other lengths.
 */
export function guidIn(bytes: Buffer): string | null {
  if (bytes.length !== 16) return null;
  const group = (start: number, end: number) => bytes.subarray(start, end);
  const swapped = (start: number, end: number) => Buffer.from(group(start, end)).reverse();
  return [swapped(0, 4), swapped(4, 6), swapped(6, 8), group(8, 10), group(10, 16)]
    .map((part) => part.toString("hex"))
    .join("-");
}

/** The bytes of such a GUID, to search for it. Null for what is none. */
export function guidBytes(text: string): Buffer | null {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return null;
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  for (const [start, end] of [
    [0, 4],
    [4, 6],
    [6, 8],
  ] as const)
    bytes.subarray(start, end).reverse();
  return bytes;
}

/**
 * The SID of somebody's primary group: that of their account with another last part (MS-DTYP 2.4.2.2: little-endian
 * 32-bit numbers). `memberOf` does not list this group. Null if the SID is malformed.
 */
export function primaryGroupSid(sid: Buffer, rid: string): Buffer | null {
  const count = sid[1] ?? 0;
  const isSid = sid[0] === 1 && count > 0 && sid.length === 8 + 4 * count;
  if (!isSid || !/^\d{1,10}$/.test(rid) || Number(rid) > 0xffff_ffff) return null;
  const group = Buffer.from(sid);
  group.writeUInt32LE(Number(rid), group.length - 4);
  return group;
}

/** The reasons in the message of a refused bind: "… AcceptSecurityContext error, data 533, v1db1" (MS-ERREF 2.3). */
const reasons: Record<string, string> = {
  "525": "there is no such account",
  "52e": "the password is wrong",
  "530": "sign-in is not allowed at this time",
  "531": "sign-in is not allowed from this machine",
  "532": "the password has expired",
  "533": "the account is disabled",
  "701": "the account has expired",
  "773": "the password must be changed first",
  "775": "the account is locked",
};

/** Why Active Directory refused a bind, for the log; null if the message does not say so. */
export function refusalReason(message: string): string | null {
  const [, code = ""] = /\bdata ([0-9a-f]{1,8})\b/i.exec(message.slice(0, 1_000)) ?? [];
  return reasons[code.toLowerCase()] ?? null;
}
