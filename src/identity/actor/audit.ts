import type { Audit } from "../../history/record.ts";
import type { Actor } from "./actor.ts";
import { operator, portus } from "./system-actors.ts";

/** The audit of a change that an actor asks for: their rights are checked, and history names them. */
export type ActorAudit = Audit<Actor>;

/** For commands in this instance's shell. */
export const commandAudit: ActorAudit = { actor: operator, credential: "command", address: null };

/** For what Portus does by itself, by the clock or by saved rules. */
export const systemAudit: ActorAudit = { actor: portus, credential: "system", address: null };
