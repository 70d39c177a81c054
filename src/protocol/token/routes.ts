import { Router } from "express";
import { config } from "../../platform/config/config.ts";
import { NotFound, SignInRequired } from "../../platform/errors.ts";
import { sendError } from "../answers.ts";
import { authenticateRequest } from "./authenticate.ts";

/** What the registry's clients ask besides tokens, which endpoint.ts answers. */
export const credentialCheck = Router();

/** Whether a user name and a secret are right, as clients of the original Portus ask. */
credentialCheck.get("/", async (req, res) => {
  const { actor } = await authenticateRequest(req, config.registry.host);
  if (!actor) throw new SignInRequired("Send a user name and a password.");
  res.set("Cache-Control", "no-store").status(200).end();
});

/** Any other path under /v2: the registry's clients read only JSON. */
export const unknownEndpoints = Router();

unknownEndpoints.use(() => {
  throw new NotFound("endpoint");
});

credentialCheck.use(sendError);
unknownEndpoints.use(sendError);
