import { Router } from "express";
import { links } from "./routes/links.ts";
import { clientsAndSessions, profile } from "./routes/profile.ts";
import { robots } from "./routes/robots.ts";
import { signIn } from "./routes/sign-in.ts";
import { tokens } from "./routes/tokens.ts";
import { users } from "./routes/users.ts";

export const accounts = Router();
accounts.use(signIn, links, profile, clientsAndSessions, tokens, robots);

export const administration = Router();
administration.use("/users", users);
