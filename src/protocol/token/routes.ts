import { type ErrorRequestHandler, Router } from "express";
import { config } from "../../platform/config/config.ts";
import { NotFound, SignInRequired } from "../../platform/errors.ts";
import { log } from "../../platform/log.ts";
import { sendRefusal } from "./answers.ts";
import { readProof } from "./request.ts";
import { whoIs } from "./token.ts";

/** What registries' clients ask beside the token, which has a door of its own (endpoint.ts). */
export const access = Router();

/** Whether a name and a secret are right: what the ancestor's clients ask. */
access.get("/", async (req, res) => {
  const { actor } = await whoIs(readProof(req), {
    address: req.ip ?? "",
    service: config.registry.host,
  });
  if (!actor) throw new SignInRequired("Give a user name and a password.");
  res.set("Cache-Control", "no-store").status(200).end();
});

/** What nobody else under /v2 answers: the registry's clients read JSON alone. */
export const elsewhere = Router();

elsewhere.use(() => {
  throw new NotFound("endpoint");
});

const refuse: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  if (sendRefusal(res, error) === 500)
    log.error({ err: error, path: req.path }, "unexpected error");
};

access.use(refuse);
elsewhere.use(refuse);
