import { db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { commandAudit } from "../actor/audit.ts";
import { resetSecondFactor } from "./reset.ts";

export async function resetSecondFactorOf(given: string): Promise<string> {
  const where = { username: given.toLowerCase() };
  const user = await db.user.findUnique({ where, select: { id: true } });
  if (!user) throw new Invalid({ username: `There is no user ${given}.` });
  const username = await resetSecondFactor(commandAudit, user.id);
  return `All second factors of ${username} were removed. All sessions were ended.`;
}
