import { record } from "../../history/record.ts";
import { networkOf } from "../../platform/cidr.ts";
import { type DeviceSignIn, db, type Tx, transaction } from "../../platform/db/client.ts";
import { Invalid, TooMany } from "../../platform/errors.ts";
import { countAttempt, limitKey, uncountAttempts } from "../../platform/rate-limits.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { ensureRoomForToken } from "../tokens/tokens.ts";
import { hashOfCode, readCode } from "./codes.ts";

/** Wrong codes in ten minutes. Codes have 34 bits, and few are valid at a time. */
const windowMs = 10 * 60 * 1000;
const guesses = {
  account: { name: "device codes of an account", max: 10 },
  network: { name: "device codes of a network", max: 50 },
};

export interface ShownSignIn
  extends Pick<DeviceSignIn, "id" | "machine" | "address" | "actions" | "state" | "createdAt"> {
  code: string;
  replacesHash: DeviceSignIn["replacesHash"];
}

const unknownCode =
  "No machine waits with this code. Compare it with the one that the machine shows. A code expires after ten minutes: then start again there.";

/**
 * The sign-in of a machine that shows a code: one that waits, or that the person decided on. Wrong codes are counted.
 * Throws Invalid or TooMany.
 */
export async function findDeviceSignIn(audit: ActorAudit, typed: string): Promise<ShownSignIn> {
  const uncount = await countGuess(audit);
  const code = readCode(typed);
  const found = code && (await db.deviceSignIn.findUnique({ where: ofCode(audit, code) }));
  if (!found) throw new Invalid({ user_code: unknownCode });
  await uncount();
  return { ...found, code };
}

function ofCode({ actor: { id } }: ActorAudit, code: string) {
  return {
    codeHash: hashOfCode(code),
    expiresAt: { gt: new Date() },
    OR: [{ state: "pending" as const }, { userId: id }],
  };
}

/** Counts a guess before it is checked, so that many at once can't slip through. Returns how a right one is uncounted. */
async function countGuess({ actor, address }: ActorAudit): Promise<() => Promise<void>> {
  const keys = [
    limitKey(guesses.account, String(actor.id)),
    limitKey(guesses.network, networkOf(address ?? "")),
  ];
  const [account, network] = await countAttempt(keys, windowMs);
  const over = [
    ...(account && account.count > guesses.account.max ? [account.leftMs] : []),
    ...(network && network.count > guesses.network.max ? [network.leftMs] : []),
  ];
  if (over.length > 0)
    throw new TooMany(
      Math.ceil(Math.max(...over) / 1000),
      "Too many wrong codes were entered.",
      "Or create an application token on your profile.",
    );
  return () => uncountAttempts(keys);
}

/** Lets a machine have an application token of the actor's. False if somebody decided before. Throws Invalid. */
export async function confirmDeviceSignIn(
  audit: ActorAudit,
  signIn: ShownSignIn,
  tokenExpiresAt: Date | null,
): Promise<boolean> {
  const { actor } = audit;
  return transaction(async (tx) => {
    if (!(await findReplaced(tx, signIn, actor.id))) await ensureRoomForToken(tx, actor.id);
    return decide(tx, audit, signIn, { state: "confirmed", tokenExpiresAt });
  });
}

/** Refuses the sign-in of a machine. False if somebody decided before. */
export async function refuseDeviceSignIn(audit: ActorAudit, signIn: ShownSignIn): Promise<boolean> {
  return transaction((tx) => decide(tx, audit, signIn, { state: "refused" }));
}

/** The former application token of the machine, if it is the same person's. */
export async function findReplaced(
  tx: Tx,
  { replacesHash }: Pick<DeviceSignIn, "replacesHash">,
  userId: number,
): Promise<{ id: number; name: string } | null> {
  if (!replacesHash) return null;
  const where = { hash: replacesHash, userId, byDevice: true };
  return tx.applicationToken.findUnique({ where, select: { id: true, name: true } });
}

type Decision = { state: "confirmed"; tokenExpiresAt: Date | null } | { state: "refused" };

/** Of several decisions at the same moment, the first counts. */
async function decide(
  tx: Tx,
  audit: ActorAudit,
  { id, machine, address }: ShownSignIn,
  decision: Decision,
): Promise<boolean> {
  const where = { id, state: "pending", expiresAt: { gt: new Date() } } as const;
  const data = { ...decision, userId: audit.actor.id };
  const { count } = await tx.deviceSignIn.updateMany({ where, data });
  if (count === 0) return false;

  const key = decision.state === "confirmed" ? "device_sign_in.confirm" : "device_sign_in.refuse";
  await record(tx, audit, { key, subject: machine, details: { machine_address: address } });
  return true;
}
