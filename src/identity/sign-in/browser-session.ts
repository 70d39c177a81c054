import type { Session, SessionData } from "express-session";
import { db } from "../../platform/db/client.ts";
import { maxSessionMs } from "../../platform/http/session.ts";
import { type Actor, actorFields } from "../actor/actor.ts";
import type { ProviderSession } from "./provider-sessions.ts";
import { recordSignIn, type SignInProof } from "./sign-ins.ts";

// The session of a request: how it starts, ends and names its user.

interface Request {
  user?: Actor | undefined;
  hasSecondFactor?: boolean;
  session: Session & Partial<SessionData>;
  ip?: string | undefined;
  headers: { "user-agent"?: string | undefined };
}

/** How and when somebody proved who they are, and their session at a provider. */
interface Proof extends SignInProof {
  at?: Date;
  external?: ProviderSession;
}

/** Signs someone in with a new session id, which prevents session fixation. Without an audit entry, nobody is signed in. */
export async function startSession(
  req: Request,
  actor: Actor,
  { at = new Date(), external, ...proof }: Proof = { by: "password" },
): Promise<void> {
  const address = req.ip ?? "";
  await recordSignIn(actor, { ...proof, address });
  await regenerate(req);
  Object.assign(req.session, {
    passport: { user: actor.id },
    startedAt: new Date().toISOString(),
    confirmedAt: at.toISOString(),
    ...(external && { external }),
    address,
    agent: req.headers["user-agent"]?.slice(0, 300) ?? "",
  });
  await save(req); // before the redirect, which the browser follows at once
}

/** Starts a new session that keeps only this. */
export async function restartSession(
  req: Pick<Request, "session">,
  kept: Partial<SessionData>,
): Promise<void> {
  await regenerate(req);
  Object.assign(req.session, kept);
  await save(req); // before the redirect, too
}

/** Records that the person of a session has just proved again who they are. */
export async function confirmSession(req: Request): Promise<void> {
  req.session.confirmedAt = new Date().toISOString();
  await save(req); // before a redirect, too
}

/** Deletes the session, so that copies of its cookie are worthless. Returns the session at a provider that goes on. */
export async function signOut(req: Request): Promise<ProviderSession | null> {
  const { external = null } = req.session;
  req.user = undefined;
  await regenerate(req);
  return external;
}

/** Keeps the session at a provider in the new session of a person who signed out, for signing out there too. */
export async function keepLeaving(req: Request, leaving: ProviderSession): Promise<void> {
  req.session.leaving = leaving;
  await save(req);
}

/** Sets the user of the session, loaded for each request: disabling someone or making them an admin takes effect at once. */
export async function loadUser(req: Request, _res: unknown, next: () => void): Promise<void> {
  if (isTooOld(req.session)) await regenerate(req);
  const id = req.session.passport?.user;
  if (id !== undefined) {
    const where = { id, disabledAt: null };
    const user = await db.user.findUnique({ where, select: { ...actorFields, ...factorFields } });
    setUser(req, user);
    if (!req.user) delete req.session.passport;
  }
  next();
}

const factorFields = { secondFactorSince: true } as const;

function setUser(req: Request, user: (Actor & { secondFactorSince: Date | null }) | null): void {
  if (!user) return;
  const { secondFactorSince, ...actor } = user;
  req.user = actor;
  req.hasSecondFactor = secondFactorSince !== null;
}

/** However much it is used, a session ends some time after it started. */
function isTooOld({ startedAt }: Partial<SessionData>): boolean {
  return startedAt !== undefined && Date.now() - Date.parse(startedAt) > maxSessionMs;
}

function regenerate({ session }: Pick<Request, "session">): Promise<void> {
  return new Promise((resolve, reject) =>
    session.regenerate((error) => (error ? reject(error) : resolve())),
  );
}

function save({ session }: Pick<Request, "session">): Promise<void> {
  return new Promise((resolve, reject) =>
    session.save((error) => (error ? reject(error) : resolve())),
  );
}
