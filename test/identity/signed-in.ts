import { signIn } from "../support/app.ts";
import { actorOf, makeUser } from "../support/data/factories.ts";

/** Somebody new, and the browser in which they have signed in. */
export async function signedIn(app: { url: string }, given: Parameters<typeof makeUser>[0] = {}) {
  const user = await makeUser(given);
  return { user, actor: actorOf(user), it: await signIn(app, user) };
}
