import { type Request, Router } from "express";
import { z } from "zod";
import { shortened } from "../../../platform/bounded-text.ts";
import { config } from "../../../platform/config/config.ts";
import { withoutNul } from "../../../platform/db/text.ts";
import { NotFound } from "../../../platform/errors.ts";
import { challengeFor } from "../../../platform/http/browsers.ts";
import { knownRegistries } from "../../../registry/known-registries.ts";
import { registryOrDefault } from "../../../registry/registries.ts";
import { sendError, unauthorized } from "../../answers.ts";
import { authenticateRequest } from "../../token/authenticate.ts";
import { type Authenticated, authenticateBearer, signIn } from "../authenticate.ts";
import { searchRepositories } from "../search.ts";

/** What `docker search` uses: two endpoints of the registry API before /v2/ (docs/catalogue.md). */
export const registrySearch = Router();

registrySearch.get("/_ping", (_req, res) => {
  res.set({ "X-Docker-Registry-Version": "0.9.0", "X-Docker-Registry-Standalone": "true" });
  res.json(true);
});

const bounded = (preset: number, max: number) =>
  z.coerce.number().int().min(1).max(max).catch(preset).default(preset);

const SearchQuery = z.object({
  q: shortened(255, (given, max) => given.slice(0, max))
    .transform(withoutNul)
    .catch("")
    .default(""),
  n: bounded(25, 100),
  page: bounded(1, 100),
});

registrySearch.get("/search", async (req, res) => {
  res.set({ "Cache-Control": "private, no-cache" });
  const client = await authenticateSearch(req);

  const { q, n, page } = SearchQuery.parse(req.query);
  const asked = { registryId: client.registry.id, q, n, page };
  res.json(present(asked, await searchRepositories(client.actor, asked)));
});

/** As docker reads it. */
function present(
  { q, n, page }: { q: string; n: number; page: number },
  { total, rows }: Awaited<ReturnType<typeof searchRepositories>>,
) {
  return {
    query: q,
    num_results: total,
    num_pages: Math.ceil(total / n),
    page,
    page_size: n,
    results: rows.map(({ name, description, stars }) => ({
      name,
      description,
      star_count: stars,
      is_official: false,
      is_automated: false,
    })),
  };
}

/** docker sends a token, the user name and password of its login, or nothing. */
async function authenticateSearch(req: Request): Promise<Authenticated> {
  const { authorization } = req.headers;
  if (authorization !== undefined && !/^basic /i.test(authorization))
    return authenticateBearer({ headers: req.headers, address: req.ip ?? "" });
  if (authorization === undefined && fallsBackToCatalogue(req)) throw new NotFound("endpoint");

  const registry = registryOrDefault(req.get("host") ?? "", await knownRegistries());
  if (!registry) throw new NotFound("registry");
  const { actor } = await authenticateRequest(req, registry.hostname);
  if (!actor && !config.anonymousBrowsing)
    throw unauthorized(challengeFor(req.headers, config.url), signIn);
  return { actor, registry };
}

/**
 * podman and skopeo search here without credentials, even if they have some, and use the catalogue with credentials if
 * this endpoint is missing. An anonymous answer would leave out private repositories.
 */
function fallsBackToCatalogue(req: Request): boolean {
  return /containers\/image|^containers\//.test(req.get("user-agent") ?? "");
}

registrySearch.use(() => {
  throw new NotFound("endpoint");
});
registrySearch.use(sendError);
