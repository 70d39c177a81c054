import { Router } from "express";
import { clientsAndSessions, profile } from "./routes/profile.ts";
import { signIn } from "./routes/sign-in.ts";
import { tokens } from "./routes/tokens.ts";
import { users } from "./routes/users.ts";

export const accounts = Router();
accounts.use(signIn, profile, clientsAndSessions, tokens);

export const administration = Router();
administration.use("/users", users);
