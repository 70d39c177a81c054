import { record } from "../../history/record.ts";
import { transaction } from "../../platform/db/client.ts";
import { lockUser } from "../../platform/db/locks.ts";
import { ensure, Invalid, NotFound } from "../../platform/errors.ts";
import { endSessions } from "../../platform/http/session-store.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canChangeCredentials, canResetSecondFactor } from "../actor/policy.ts";
import { forgetWrongCodes } from "./codes.ts";
import { forgetFactors } from "./factors.ts";
import { notifyOwner } from "./letters.ts";

/**
 * Removes all second factors of somebody who lost them, and ends their sessions. The password alone signs in again, or
 * leads to a new factor if the account must have one.
 */
export async function resetSecondFactor(audit: ActorAudit, id: number): Promise<string> {
  ensure(canResetSecondFactor(audit.actor, { id }), onlyOthers);
  ensure(canChangeCredentials(audit.actor));
  return transaction(async (tx) => {
    await lockUser(tx, id);
    const user = await tx.user.findUnique({ where: { id } });
    if (!user) throw new NotFound("user");
    const { username, secondFactorSince } = user;
    if (!secondFactorSince) throw new Invalid({ form: `${username} has no second factor.` });

    await forgetFactors(tx, id);
    await forgetWrongCodes(tx, id);
    await endSessions(tx, id);
    await record(tx, audit, { key: "user.reset_second_factor", subject: username });
    await notifyOwner(tx, id, { what: "reset" });
    return username;
  });
}

const onlyOthers =
  "Only admins may reset the second factors of somebody else. Change your own on the page Security.";
