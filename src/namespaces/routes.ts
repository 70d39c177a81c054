import { Router } from "express";
import { requireSignIn } from "../accounts/current.ts";
import { changes } from "./routes/changes.ts";
import { making } from "./routes/making.ts";
import { members } from "./routes/members.ts";
import { page } from "./routes/page.ts";

/** What anyone may look at; the list and everything that changes something are for people who signed in. */
export const namespaces = Router();
namespaces.use(page);

export const namespaceMaking = Router();
namespaceMaking.use(requireSignIn, making, changes);

/** What a change of a team does to its namespaces, asked before it happens. */
export const teamChanges = Router();
teamChanges.use(members);
