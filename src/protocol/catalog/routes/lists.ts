import { type RequestHandler, Router } from "express";
import { nameIn } from "../../../platform/http/input/params.ts";
import { userAgent } from "../../../registry/client/exchange.ts";
import { isRepositoryName } from "../../../registry/names.ts";
import { refuse, sendError } from "../../answers.ts";
import { checkBearer, pullFrom } from "../../bearer.ts";
import { authenticateBearer } from "../authenticate.ts";
import { badPageSize, linkToNext, readPage } from "../page.ts";
import { repositoryNames } from "../repositories.ts";
import { pageOf, tagNames } from "../tags.ts";

/** The registry's lists, limited to what the account may see. A proxy sends these requests here (docs/catalogue.md). */
export const catalogue = Router();

const defaultPageSize = 100; // names, as in Distribution
const maxPage = 1000;

const common: RequestHandler = (req, res, next) => {
  res.set({
    "Cache-Control": "private, no-cache",
    "Docker-Distribution-Api-Version": "registry/2.0",
  });
  if (req.get("user-agent") !== userAgent) return next();
  const message =
    "A request of Portus to the registry was sent back to Portus. Check the proxy's rules.";
  refuse(res, 421, { code: "UNSUPPORTED", message });
};

catalogue.get("/_catalog", common, async (req, res) => {
  const client = await authenticateBearer({ headers: req.headers, address: req.ip ?? "" });
  if (!client.ok) {
    res.set("WWW-Authenticate", client.challenge);
    return refuse(res, 401, { code: "UNAUTHORIZED", message: client.message });
  }
  const { n: size, last } = readPage(req.url);
  const n = size ?? defaultPageSize;
  if (n > maxPage) throw badPageSize(n);

  const registryId = client.registry.id;
  const { names, more } = await repositoryNames(client.actor, { registryId, last, n });
  const end = names.at(-1);
  if (more && end !== undefined)
    res.set("Link", linkToNext(req.baseUrl + req.path, { last: end, n }));
  res.json({ repositories: names });
});

catalogue.get("/*name/tags/list", common, async (req, res) => {
  const name = nameIn(req.params);
  if (!isRepositoryName(name)) {
    const message = "This is not a valid repository name.";
    return refuse(res, 400, { code: "NAME_INVALID", message });
  }
  const checked = await checkBearer(req.headers, pullFrom(name));
  if (!checked.ok) {
    res.set("WWW-Authenticate", checked.challenge);
    const message = messages[checked.refusal ?? "none"];
    return refuse(res, 401, { code: "UNAUTHORIZED", message });
  }
  const page = readPage(req.url);
  const answer = await tagNames(checked.registry, name);
  if (!answer.ok) return refuse(res, 503, { code: "UNAVAILABLE", message: answer.error.message });
  if (answer.value === null) {
    const message = "repository name not known to registry";
    return refuse(res, 404, { code: "NAME_UNKNOWN", message, detail: { name } });
  }
  const { tags, next } = pageOf(answer.value, page);
  if (next) res.set("Link", linkToNext(req.baseUrl + req.path, next));
  res.json({ name, tags });
});

/** What people read. Clients read the challenge. */
const messages = {
  none: "Pulling from this repository needs a token. Request one first.",
  invalid_token: "This token has expired or is not for this registry. Log in again.",
  insufficient_scope:
    "The repository does not exist, or you may not pull from it. Log in as a user who may.",
};

catalogue.use(sendError);
