import { type Request, type Response, Router } from "express";
import {
  actor,
  audit,
  requireRecentSignIn,
  requireSignIn,
} from "../../../identity/actor/request.ts";
import type { ExternalPerson } from "../../../identity/providers/external-person.ts";
import { listProviders, type Provider } from "../../../identity/providers/providers.ts";
import { hasPassword } from "../../../identity/sign-in/credentials.ts";
import { blank, button, Nothing, submit } from "../../../platform/http/input/form.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { connect, disconnect, listConnections } from "../connections.ts";

/** The accounts at providers through which somebody signs in to their own account. */
export const connections = Router();
connections.use("/profile/connections", requireSignIn);

interface Connecting {
  provider: number; // id
  person: Omit<ExternalPerson, "groups">;
  at: string; // ISO time
}

declare module "express-session" {
  interface SessionData {
    connecting: Connecting; // came back from a provider and waits for a yes
  }
}

const waitsMs = 10 * 60 * 1000;

connections.get("/profile/connections", (req, res) => showConnections(req, res, blank()));

connections.post("/profile/connections", requireRecentSignIn, button, async (req, res) => {
  const waiting = await connectingOf(req);
  if (!waiting) {
    flash(req, "There is nothing to connect any more. Start again.", "bad");
    return res.redirect(303, paths.connections());
  }
  const { provider, person } = waiting;
  const form = await submit(Nothing, req.body, () =>
    connect(audit(req), provider, { ...person, groups: null }),
  );
  delete req.session.connecting;
  if (!form.ok) return showConnections(req, res.status(422), form);

  flash(req, `Connected. You can sign in with ${provider.name} from now on.`);
  res.redirect(303, paths.connections());
});

connections.post("/profile/connections/:id/removal", requireRecentSignIn, async (req, res) => {
  const id = idIn(req.params, "connection");
  const form = await submit(Nothing, req.body, () => disconnect(audit(req), actor(req).id, id));
  if (!form.ok) return showConnections(req, res.status(422), form);

  flash(req, "Disconnected.");
  res.redirect(303, paths.connections());
});

/**
 * Keeps a person that a provider authenticated, until the actor says yes. Nothing is connected yet: another site may have
 * led the browser here, signed in at the provider as somebody else.
 */
export async function offerConnection(
  { session }: Request,
  provider: Pick<Provider, "id">,
  { groups: _, ...person }: ExternalPerson,
): Promise<void> {
  session.connecting = { provider: provider.id, person, at: new Date().toISOString() };
  await new Promise<void>((resolve, reject) =>
    session.save((error) => (error ? reject(error) : resolve())),
  );
}

export async function showConnections(req: Request, res: Response, form: object): Promise<void> {
  const { id } = actor(req);
  const [list, providers] = await Promise.all([
    listConnections(id),
    listProviders({ enabled: true }),
  ]);
  const connected = new Set(list.map(({ provider }) => provider.id));
  res.set("Cache-Control", "no-store").render("tenancy/external-sign-in/connections", {
    form,
    connections: list,
    offered: providers.filter((provider) => !connected.has(provider.id)),
    connecting: await connectingOf(req),
    hasPassword: await hasPassword(actor(req)),
  });
}

async function connectingOf({ session: { connecting } }: Request) {
  if (!connecting || Date.now() - Date.parse(connecting.at) > waitsMs) return null;
  const [provider] = await listProviders({ id: connecting.provider, enabled: true });
  return provider ? { provider, person: connecting.person } : null;
}
