import { z } from "zod";
import { record } from "../../history/record.ts";
import { text } from "../../platform/bounded-text.ts";
import { config } from "../../platform/config/config.ts";
import { db, type Prisma, transaction } from "../../platform/db/client.ts";
import { ensure, Invalid } from "../../platform/errors.ts";
import type { Actor } from "../actor/actor.ts";
import type { ActorAudit } from "../actor/audit.ts";
import { canAdministerPeople, canChangeCredentials } from "../actor/policy.ts";
import type { SecondFactorRule } from "../actor/second-factor.ts";

export const RuleForm = z.object({
  who: z.enum(["off", "admins", "all"], { error: "Choose who must have a second factor." }),
  from: text(10)
    .refine((given) => given === "" || z.iso.date().safeParse(given).success, {
      error: "Enter a day such as 2027-01-31, or nothing.",
    })
    .default("")
    .transform((given) => (given === "" ? null : new Date(given))),
});

/** Sets who must have a second factor, if the environment does not say it. */
export async function setSecondFactorRule(
  audit: ActorAudit,
  { who, from }: SecondFactorRule,
): Promise<void> {
  const { actor } = audit;
  ensure(canAdministerPeople(actor), "Only admins may set who needs a second factor.");
  ensure(canChangeCredentials(actor), "A limited token can't set who needs a second factor.");
  ensure(!config.secondFactor, isDeclared);
  if (who !== "off" && !(await hasFactor(actor))) throw new Invalid({ who: youFirst });

  const rule = { who, from };
  await transaction(async (tx) => {
    await tx.secondFactorRule.upsert({ where: { id: 1 }, create: rule, update: rule });
    const day = from?.toISOString().slice(0, 10);
    const details = { ...(day && who !== "off" && { from: day }) };
    await record(tx, audit, { key: "second_factor.set_rule", subject: who, details });
  });
}

async function hasFactor({ id }: Actor): Promise<boolean> {
  return (await db.user.count({ where: { id, secondFactorSince: { not: null } } })) > 0;
}

const isDeclared =
  "The environment of Portus says who needs a second factor. Change PORTUS_SECOND_FACTOR and restart Portus.";
const youFirst =
  "Add a second factor to your own account first, on Profile, Security: this rule would lock you out until then.";

/** The people who have no second factor and could use one. */
export const withoutSecondFactor = {
  secondFactorSince: null,
  robot: false,
  disabledAt: null,
} as const satisfies Prisma.UserWhereInput;

/** How many people, and how many admins among them, have no second factor. */
export async function countWithoutSecondFactor(): Promise<{ people: number; admins: number }> {
  const [people, admins] = await Promise.all([
    db.user.count({ where: withoutSecondFactor }),
    db.user.count({ where: { ...withoutSecondFactor, admin: true } }),
  ]);
  return { people, admins };
}
