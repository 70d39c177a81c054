import type { Audit } from "../../history/record.ts";
import type { Actor } from "./actor.ts";
import { operator, portus } from "./system-actors.ts";

/** The audit of a change that an actor requests: their rights are checked and the audit log names them. */
export type ActorAudit = Audit<Actor>;

/** For commands run in this instance's shell. */
export const commandAudit: ActorAudit = { actor: operator, credential: "command", address: null };

/** For what Portus does on a schedule or by saved rules. */
export const systemAudit: ActorAudit = { actor: portus, credential: "system", address: null };
