import { Router } from "express";
import { links } from "./links.ts";
import { clientsAndSessions, profile } from "./profile.ts";
import { robots } from "./robots.ts";
import { signIn } from "./sign-in.ts";
import { tokens } from "./tokens.ts";
import { users } from "./users.ts";

export const accounts = Router();
accounts.use(signIn, links, profile, clientsAndSessions, tokens, robots);

export const administration = Router();
administration.use("/users", users);
