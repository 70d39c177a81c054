import { type ErrorRequestHandler, type Request, type Response, Router, text } from "express";
import { Invalid, NotFound, SignInRequired } from "../errors.ts";
import { log } from "../log.ts";
import type { Access } from "../signing/token.ts";
import { sendJson, sendRefusal } from "./answers.ts";
import { type Issued, issueToken, whoIs } from "./issue.ts";
import { type Proof, readBasic, readForm, readQuery, type TokenRequest } from "./request.ts";

export const access = Router();

/** Whether a name and a secret are right: what the ancestor's clients ask. */
access.get("/", async (req, res) => {
  const { actor } = await whoIs(basic(req), addressOf(req));
  if (!actor) throw new SignInRequired("Give a user name and a password.");
  res.set("Cache-Control", "no-store").status(200).end();
});

access.get("/token", async (req, res) => {
  const request = readQuery(req.originalUrl);
  const issued = await issueToken(request, basic(req), addressOf(req));
  note(res, request, issued);
  sendJson(res, 200, answer(issued));
});

const form = text({ type: "application/x-www-form-urlencoded", limit: "16kb" });

access.post("/token", form, async (req, res) => {
  const { request, proof } = readForm(typeof req.body === "string" ? req.body : "");
  if (!proof) throw new Invalid({ grant_type: incomplete });
  const issued = await issueToken(request, proof, addressOf(req));
  note(res, request, issued);
  sendJson(res, 200, { ...answer(issued), scope: issued.access.map(inWords).join(" ") });
});

const incomplete =
  "Send application/x-www-form-urlencoded with grant_type=password, username and password, " +
  "or with grant_type=refresh_token, refresh_token and client_id.";

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

function basic(req: Request): Proof | null {
  const headers = req.rawHeaders.filter(
    (name, at) => at % 2 === 0 && /^authorization$/i.test(name),
  );
  if (headers.length > 1)
    throw new Invalid({ form: "Send one Authorization header, not several." });

  const proof = readBasic(req.headers.authorization);
  if (proof === undefined) throw new SignInRequired("Send a user name and a password as Basic.");
  return proof;
}

/** Equal tokens under both names, for half of the clients read one and half the other. No issued_at: see the decision. */
function answer({ token, expiresIn, refreshToken }: Issued) {
  const body = { token, access_token: token, expires_in: expiresIn };
  return refreshToken ? { ...body, refresh_token: refreshToken } : body;
}

/** For the line that the log gets of this request. */
function note(res: Response, { clientId, scopes }: TokenRequest, { actor, access }: Issued): void {
  const client = clientId.slice(0, 255) || undefined;
  const counts = { asked: scopes?.length ?? 0, granted: access.length };
  res.locals.noted = { user: actor?.username, client, ...counts };
}

function inWords({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(",")}`;
}

function addressOf(req: Request): string {
  return req.ip ?? "";
}
