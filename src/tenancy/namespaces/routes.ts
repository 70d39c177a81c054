import { Router } from "express";
import { requireSignIn } from "../../identity/actor/request.ts";
import { changes } from "./routes/changes.ts";
import { making } from "./routes/making.ts";
import { members } from "./routes/members.ts";

export const namespaceMaking = Router();
namespaceMaking.use(requireSignIn, making, changes);

/** What a change of a team does to its namespaces, asked before it happens. */
export const teamChanges = Router();
teamChanges.use(members);
