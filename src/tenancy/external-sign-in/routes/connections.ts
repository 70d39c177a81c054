import { type Request, type Response, Router } from "express";
import {
  actor,
  audit,
  requireRecentSignIn,
  requireSignIn,
} from "../../../identity/actor/request.ts";
import { listButtons } from "../../../identity/providers/buttons.ts";
import type { ExternalPerson } from "../../../identity/providers/external-person.ts";
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

connections.get("/profile/connections", (req, res) => show(req, res, blank()));

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
  if (!form.ok) return show(req, res.status(422), form);

  flash(req, `Connected. You can sign in with ${provider.name} from now on.`);
  res.redirect(303, paths.connections());
});

connections.post("/profile/connections/:id/removal", requireRecentSignIn, async (req, res) => {
  const id = idIn(req.params, "connection");
  const form = await submit(Nothing, req.body, () => disconnect(audit(req), actor(req).id, id));
  if (!form.ok) return show(req, res.status(422), form);

  flash(req, "Disconnected.");
  res.redirect(303, paths.connections());
});

async function show(req: Request, res: Response, form: object): Promise<void> {
  const { id } = actor(req);
  const [list, buttons] = await Promise.all([listConnections(id), listButtons()]);
  const connected = new Set(list.map(({ provider }) => provider.id));
  res.set("Cache-Control", "no-store").render("tenancy/external-sign-in/connections", {
    form,
    connections: list,
    offered: buttons.filter((button) => !connected.has(button.id)),
    connecting: await connectingOf(req),
    hasPassword: await hasPassword(actor(req)),
  });
}

async function connectingOf({ session: { connecting } }: Request) {
  if (!connecting || Date.now() - Date.parse(connecting.at) > waitsMs) return null;
  const provider = (await listButtons()).find(({ id }) => id === connecting.provider);
  return provider ? { provider, person: connecting.person } : null;
}
