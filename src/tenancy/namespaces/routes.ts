import { Router } from "express";
import { requireSignIn } from "../../identity/actor/request.ts";
import { changes } from "./routes/changes.ts";
import { making } from "./routes/making.ts";
import { members } from "./routes/members.ts";

export const namespaceMaking = Router();
namespaceMaking.use(requireSignIn, making, changes);

/** Previews of what a change of a member does to their rights in the namespaces of the team. */
export const teamChanges = Router();
teamChanges.use(members);
