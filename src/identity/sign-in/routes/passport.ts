import type { Request } from "express";
import passport from "passport";
import { Strategy } from "passport-local";
import { z } from "zod";
import { db } from "../../../platform/db/client.ts";
import { actorFields } from "../../actor/actor.ts";
import { byPassword } from "../credentials.ts";

/** The credentials of the sign-in form. Invalid input gets the same answer as wrong credentials. */
const SignInForm = z.object({
  username: z.string().trim().toLowerCase().max(256),
  password: z.string().max(1024),
});

/** The sign-in form: a user name and the password, never an application token. */
passport.use(
  new Strategy({ passReqToCallback: true }, (req, username, password, done) => {
    const form = SignInForm.safeParse({ username, password });
    if (!form.success) return done(null, false);

    byPassword(
      { username: form.data.username, secret: form.data.password },
      { address: req.ip ?? "" },
    ).then((known) => done(null, known?.actor ?? false), done);
  }),
);

/** What a new session stores besides its user, so that the user can recognise it. */
passport.serializeUser((req: Request, user: Express.User, done: Serialized) => {
  req.session.startedAt = new Date().toISOString();
  req.session.address = req.ip ?? "";
  req.session.agent = req.get("user-agent")?.slice(0, 300) ?? "";
  done(null, user.id);
});

/** Read for each request, so that a disabled or deleted user is signed out at once and a new admin is one. */
passport.deserializeUser((id: number, done) => {
  db.user
    .findUnique({ where: { id, disabledAt: null }, select: actorFields })
    .then((actor) => done(null, actor ?? false), done);
});

type Serialized = (error: unknown, id?: number) => void;

export { passport };
