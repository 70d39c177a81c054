import { type Request, Router } from "express";
import { z } from "zod";
import { actor } from "../../../identity/actor/request.ts";
import { text } from "../../../platform/bounded-text.ts";
import { ensure } from "../../../platform/errors.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { digits, rowId } from "../../../platform/http/input/values.ts";
import { findNamespace } from "../../../tenancy/namespaces/find.ts";
import { findRepositoryById } from "../find.ts";
import { matchesOfRepositories, matchesOfTags } from "../matches.ts";

/** What patterns match, for forms while somebody types. */
export const patternMatches = Router();

const id = digits(rowId).optional().catch(undefined);
const Asked = z.object({
  patterns: text(13_000, { kind: "raw" }).catch(""),
  repository: id,
  namespace: id,
  registry: id,
});

patternMatches.get("/tags", async (req, res) => {
  const { patterns, repository, namespace, registry } = readPageQuery(res, Asked);
  if (registry !== undefined)
    ensure(actor(req).admin, "Only admins may see the tags of a registry.");
  if (repository !== undefined) await findRepositoryById(actor(req), repository);
  await ensureNamespace(req, namespace);
  const place = { repositoryId: repository, namespaceId: namespace, registryId: registry };
  res.json({ sentence: await matchesOfTags(actor(req), place, patterns) });
});

patternMatches.get("/repositories", async (req, res) => {
  const { patterns, namespace } = readPageQuery(res, Asked);
  await ensureNamespace(req, namespace);
  res.json({ sentence: await matchesOfRepositories(actor(req), namespace, patterns) });
});

async function ensureNamespace(req: Request, namespace: number | undefined): Promise<void> {
  if (namespace !== undefined) await findNamespace(actor(req), namespace);
}
