import { config } from "../../platform/config/config.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { seal, unseal } from "../../platform/seal.ts";

/** The session at a provider through which somebody signed in here. */
export interface ProviderSession {
  provider: number; // id
  slug: string;
  subject: string; // the person's key at the provider
  sid: string | null; // the provider's name of its session
  idToken: string | null; // sealed, for signing out there
}

declare module "express-session" {
  interface SessionData {
    external: ProviderSession;
    leaving: ProviderSession; // of a person who just signed out here
  }
}

const purpose = "portus sign-in";
const maxIdToken = 4_000; // characters; each request reads the session

export function sealIdToken(token: string | null): string | null {
  if (token === null || token.length > maxIdToken) return null;
  return seal(Buffer.from(token), config.secret, purpose).toString("base64");
}

export function idTokenOf({ idToken }: Pick<ProviderSession, "idToken">): string | null {
  return idToken && unseal(Buffer.from(idToken, "base64"), config.secret, purpose).toString();
}

interface Ended {
  provider: number; // id
  sid: string | null;
  subject: string | null;
}

/** Ends the sessions that began with one session at a provider, or without its name all of a person there. Returns whose. */
export async function endProviderSessions(ended: Ended): Promise<string[]> {
  const rows = await db.$queryRaw<{ subject: string }[]>`
    DELETE FROM sessions
    WHERE ${isOf(ended)} AND sess -> 'external' ->> 'provider' = ${String(ended.provider)}
    RETURNING sess -> 'external' ->> 'subject' AS subject`;
  return [...new Set(rows.map((row) => row.subject))];
}

/** Both conditions have an index: sessions_sid_there and sessions_subject_there. */
function isOf({ sid, subject }: Ended): Prisma.Sql {
  const person = Prisma.sql`sess -> 'external' ->> 'subject' = ${subject}`;
  if (sid === null) return person;
  const one = Prisma.sql`sess -> 'external' ->> 'sid' = ${sid}`;
  return subject === null ? one : Prisma.sql`${one} AND ${person}`;
}
