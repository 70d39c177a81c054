import { type Response, Router } from "express";
import { z } from "zod";
import { actor, audit, visitor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { config } from "../../platform/config/config.ts";
import { NotFound } from "../../platform/errors.ts";
import { button } from "../../platform/http/input/form.ts";
import { readPageQuery } from "../../platform/http/input/page-query.ts";
import { nameIn } from "../../platform/http/input/params.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { visibilityOf } from "../../tenancy/policy/policy.ts";
import { ensureCanManage } from "../repositories/change.ts";
import { type FoundRepository, findRepository, guardedBy } from "../repositories/find.ts";
import { canManageRepository } from "../repositories/policy.ts";
import { summaryText } from "../repositories/summary.ts";
import { type BadgeKind, badgeKinds, drawBadge } from "./badge.ts";
import { renderCard } from "./card.ts";
import { badgeFacts } from "./facts.ts";
import { findForBadges } from "./find.ts";
import { badgeSignature, endBadgeLinks } from "./links.ts";

/** Pictures about a repository for pages elsewhere. Those of public repositories need no sign-in. */
export const badges = Router();

const BadgeQuery = z.object({ sig: text(100, { kind: "raw" }).catch("").default("") });

badges.get("/*name/-/badges/:file", async (req, res, next) => {
  const kind = badgeKinds.find((it) => req.params.file === `${it}.svg`);
  if (!kind) return next();
  const { sig } = readPageQuery(res, BadgeQuery);
  const id = await findForBadges(() => visitor(req), nameIn(req.params), sig);
  embeddable(res, { seconds: 300, isShared: sig !== "" || !req.user });
  res.type("svg").send(drawBadge(kind, await badgeFacts(id)));
});

/** For pages of other sites; in caches of several people only if the address alone shows it. */
function embeddable(res: Response, { seconds, isShared }: { seconds: number; isShared: boolean }) {
  res.set("Cross-Origin-Resource-Policy", "cross-origin");
  res.set("Cache-Control", `${isShared ? "public" : "private"}, max-age=${seconds}`);
}

/** The picture that a link to a public repository shows elsewhere. */
badges.get("/*name/-/card.png", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  if (visibilityOf(guardedBy(repository)) !== "public") throw new NotFound("picture");
  const { namespace, name, description, tagsCount, pullsCount } = repository;
  const card = await renderCard({
    namespace: namespace.name ? `${namespace.name} /` : "",
    name,
    description: summaryText(description),
    host: namespace.registry.hostname,
    tagsCount,
    pullsCount,
    facts: await badgeFacts(repository.id),
  });
  embeddable(res, { seconds: 3600, isShared: true });
  res.type("png").send(card);
});

badges.get("/*name/-/badges", async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const guarded = guardedBy(repository);
  const isPublic = visibilityOf(guarded) === "public";
  const canManage = canManageRepository(visitor(req), guarded);
  if (!isPublic) ensureCanManage(actor(req), repository); // a signed link shows the badges to anyone who has it
  const signature = isPublic ? undefined : badgeSignature(repository);
  res.render("catalogue/badges/index", {
    repository,
    isPublic,
    canEnd: canManage && !isPublic,
    badges: badgeKinds.map((kind) => badgeOf(repository, kind, signature)),
  });
});

function badgeOf(repository: FoundRepository, kind: BadgeKind, sig: string | undefined) {
  const path = paths.badge(repository, kind, { sig });
  const page = `${config.url}${paths.repository(repository)}`;
  return { kind, path, markdown: `[![${kind}](${config.url}${path})](${page})` };
}

badges.post("/*name/-/badges/renewal", button, async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  await endBadgeLinks(audit(req), repository);
  flash(req, "The earlier links no longer work. Embed the badges again with the new ones.");
  res.redirect(303, paths.badges(repository));
});
