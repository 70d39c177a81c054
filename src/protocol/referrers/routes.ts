import { type Response, Router } from "express";
import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { isDigest, isRegisteredDigest, maxDigestLength } from "../../registry/names.ts";
import { RegistryApiError, sendError } from "../answers.ts";
import { authorizePull } from "../bearer.ts";
import { currentReferrers } from "./current-referrers.ts";
import { listReferrers, type Referrer } from "./referrers.ts";
import { noteAsked } from "./repair-worker.ts";

const filter = text(255)
  .transform((it) => it || undefined)
  .optional()
  .catch(undefined);

/** The only filter of the specification, and the digest after which the page starts. */
const ReferrersQuery = z.object({
  artifactType: filter,
  last: text(maxDigestLength, { kind: "raw" }).refine(isDigest).optional().catch(undefined),
});

/** The referrers API, which Distribution lacks: a proxy sends these requests here (docs/referrers.md). */
export const referrers = Router();

referrers.get("/*name/referrers/:digest", async (req, res) => {
  const { name: repository, registry } = await authorizePull(req);
  const { digest: subject } = req.params;
  if (!isRegisteredDigest(subject))
    throw new RegistryApiError(400, { code: "DIGEST_INVALID", message: invalidDigest });

  const { artifactType, last } = ReferrersQuery.parse(req.query);
  await noteAsked(registry);
  const query = { registryId: registry.id, repository, subject, artifactType, last };
  const { referrers: found, more } = await listReferrers({
    ...query,
    registry: await currentReferrers({ registry, repository, digest: subject }),
  });
  if (more) res.set("Link", nextPage(found, req.baseUrl + req.path, artifactType));
  if (artifactType) res.set("OCI-Filters-Applied", "artifactType");
  send(res, found);
});

const invalidDigest =
  "This is not a valid digest. Send the digest of a manifest, such as sha256: and 64 hexadecimal digits.";

const indexType = "application/vnd.oci.image.index.v1+json";

/** Never a 404: a digest without referrers has an empty index. */
function send(res: Response, manifests: Referrer[]): void {
  const body = { schemaVersion: 2, mediaType: indexType, manifests };
  res.set({ "Content-Type": indexType, "Cache-Control": "private, no-cache" });
  res.end(JSON.stringify(body));
}

function nextPage(page: Referrer[], path: string, artifactType: string | undefined): string {
  const params = new URLSearchParams({ last: page.at(-1)?.digest ?? "" });
  if (artifactType) params.set("artifactType", artifactType);
  return `<${path}?${params}>; rel="next"`;
}

referrers.use(sendError);
