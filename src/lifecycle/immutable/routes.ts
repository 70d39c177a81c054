import { type Request, type Response, Router } from "express";
import { findRepository, guardedBy } from "../../catalogue/repositories/find.ts";
import { matchesOfTags } from "../../catalogue/repositories/matches.ts";
import { canManageRepository } from "../../catalogue/repositories/policy.ts";
import { repositoryTabs } from "../../catalogue/repositories/tabs.ts";
import type { TagPlace } from "../../catalogue/repositories/tags/tag-names.ts";
import { actor, audit, visitor } from "../../identity/actor/request.ts";
import { blank, sentFields, submit, takeField } from "../../platform/http/input/form.ts";
import { idIn, nameIn } from "../../platform/http/input/params.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { referenceOf } from "../../platform/reference.ts";
import { findNamespace } from "../../tenancy/namespaces/find.ts";
import { offeredChanges } from "../../tenancy/namespaces/offered-changes.ts";
import { namespaceHead } from "../../tenancy/namespaces/tabs.ts";
import { visibilityOf } from "../../tenancy/policy/policy.ts";
import { setNamespacePatterns, setRepositoryPatterns } from "./change.ts";
import { pendingReverts } from "./pending-reverts.ts";
import { PatternsForm } from "./schemas.ts";

/** The patterns of immutable tags: visible to anyone who sees the place, changed by its owners. */
export const repositoryImmutability = Router();
export const namespaceImmutability = Router();
const inRepository = "/*name/-/immutable-tags";
const inNamespace = "/:id/immutable-tags";

repositoryImmutability.get(inRepository, async (req, res) => {
  await showRepository(req, res, null);
});

repositoryImmutability.post(inRepository, async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  if (isPreview(req)) return showRepository(req, res, blank(sentFields(req)));
  const form = await submit(PatternsForm, req.body, ({ patterns }) =>
    setRepositoryPatterns(audit(req), repository, patterns),
  );
  if (!form.ok) return showRepository(req, res.status(422), form);

  flash(req, saved);
  res.redirect(303, paths.immutableTags(repository));
});

namespaceImmutability.get(inNamespace, async (req, res) => {
  await showNamespace(req, res, null);
});

namespaceImmutability.post(inNamespace, async (req, res) => {
  const namespace = await findNamespace(actor(req), idIn(req.params, "namespace"));
  if (isPreview(req)) return showNamespace(req, res, blank(sentFields(req)));
  const form = await submit(PatternsForm, req.body, ({ patterns }) =>
    setNamespacePatterns(audit(req), namespace, patterns),
  );
  if (!form.ok) return showNamespace(req, res.status(422), form);

  flash(req, saved);
  res.redirect(303, paths.namespaceImmutableTags(namespace));
});

/** Whether the button Preview was pressed: then the page shows what the patterns match, and nothing is saved. */
const isPreview = (req: Request) => takeField(req, "preview") !== undefined;

const saved = "Patterns saved. They apply to every push from now on.";

const title = "Immutable tags";

type Shown = ReturnType<typeof blank>;

async function showRepository(req: Request, res: Response, given: Shown | null) {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const { namespace, immutableTags: patterns } = repository;
  const form = given ?? blank({ patterns: patterns.join("\n") });
  res.render("lifecycle/immutable/tags", {
    heading: {
      title,
      crumbs: [{ label: referenceOf(repository), href: paths.repository(repository) }],
      visibility: visibilityOf(guardedBy(repository)),
      tabs: repositoryTabs(repository, visitor(req), "Settings"),
    },
    address: paths.immutableTags(repository),
    patterns,
    inherited: namespace.immutableTags,
    pending: await pendingReverts(visitor(req), { id: repository.id }),
    canEdit: canManageRepository(visitor(req), guardedBy(repository)),
    form,
    matchesFrom: paths.matchingTags({ repository }),
    matches: await matchesOf(req, form, { repositoryId: repository.id }),
  });
}

async function showNamespace(req: Request, res: Response, given: Shown | null) {
  const namespace = await findNamespace(actor(req), idIn(req.params, "namespace"));
  const { immutableTags: patterns } = namespace;
  const form = given ?? blank({ patterns: patterns.join("\n") });
  res.render("lifecycle/immutable/tags", {
    heading: namespaceHead(namespace, actor(req), title),
    address: paths.namespaceImmutableTags(namespace),
    patterns,
    inherited: null,
    pending: await pendingReverts(actor(req), { namespaceId: namespace.id }),
    canEdit: offeredChanges(actor(req), namespace).edit,
    form,
    matchesFrom: paths.matchingTags({ namespace }),
    matches: await matchesOf(req, form, { namespaceId: namespace.id }),
  });
}

async function matchesOf(req: Request, { values, errors }: Shown, place: TagPlace) {
  const isWrong = Object.keys(errors).length > 0; // then the error is shown
  return isWrong ? "" : matchesOfTags(visitor(req), place, String(values.patterns ?? ""));
}
