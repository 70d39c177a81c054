import { type RequestHandler, Router } from "express";
import { userAgent } from "../../../platform/outgoing/exchange.ts";
import { RegistryApiError, sendError } from "../../answers.ts";
import { authorizePull } from "../../bearer.ts";
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
  throw new RegistryApiError(421, { code: "UNSUPPORTED", message });
};

catalogue.get("/_catalog", common, async (req, res) => {
  const client = await authenticateBearer({ headers: req.headers, address: req.ip ?? "" });
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
  const { name, registry } = await authorizePull(req);
  const page = readPage(req.url);
  const answer = await tagNames(registry, name);
  if (!answer.ok)
    throw new RegistryApiError(503, { code: "UNAVAILABLE", message: answer.error.message });
  if (answer.value === null) throw nameUnknown(name);
  const { tags, next } = pageOf(answer.value, page);
  if (next) res.set("Link", linkToNext(req.baseUrl + req.path, next));
  res.json({ name, tags });
});

/** As the registry itself says it: clients compare the code. */
function nameUnknown(name: string): RegistryApiError {
  const message = "repository name not known to registry";
  return new RegistryApiError(404, { code: "NAME_UNKNOWN", message, detail: { name } });
}

catalogue.use(sendError);
