import { type Response, Router } from "express";
import type { Actor } from "../../../identity/actor/actor.ts";
import { visitor } from "../../../identity/actor/request.ts";
import { config } from "../../../platform/config/config.ts";
import { attempt, blank, type Errors, readForm } from "../../../platform/http/input/form.ts";
import { noteIgnored, readPageQuery } from "../../../platform/http/input/page-query.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { plural } from "../../../platform/plural.ts";
import { findRepository } from "../../repositories/find.ts";
import { latestTags } from "../../repositories/tags/tags.ts";
import { comparisonOf } from "../compare/comparison.ts";
import { nextStep } from "../compare/sentence.ts";
import { findSides, imageReference, type Side, type Typed } from "../compare/sides.ts";
import { CompareQuery, DifferenceQuery, PlatformQuery } from "../schemas.ts";

/** The comparison of two images of a repository: by tags or digests, or of two tags that were ticked in its list. */
export const comparePages = Router();

comparePages.get("/*name/-/difference", async (req, res) => {
  const viewer = visitor(req);
  const repository = await findRepository(viewer, nameIn(req.params));
  const full = (typed: unknown) => (typed ? imageReference(repository, String(typed)) : "");

  const query = await readForm(DifferenceQuery, req.query);
  if (!query.ok) {
    const { from, to } = query.values;
    return showForm(res.status(422), { from: full(from), to: full(to) }, query.errors);
  }
  const { tags, ...typed } = query.value;
  if (tags.length > 2) return showChoice(res, tags.map(full));

  const [from = typed.from, to = typed.to] = tags;
  const newest = to ? undefined : (await latestTags([repository.id])).get(repository.id);
  const given = { from: full(from), to: full(to) };
  await compare(res, viewer, given, {
    isByAge: tags.length === 2,
    newest: full(newest?.name),
  });
});

/** Of any two repositories. Needs no sign-in if the operator allows anonymous browsing. */
export const compareAny = Router();

compareAny.get("/compare", async (req, res) => {
  const query = await readForm(CompareQuery, req.query);
  if (!query.ok) return showForm(res.status(422), query.values, query.errors);
  await compare(res, visitor(req), query.value);
});

interface Options {
  /** The older image comes first. */
  isByAge?: boolean;
  /** A second image to suggest. */
  newest?: string;
}

async function compare(
  res: Response,
  viewer: Actor | null,
  typed: Typed,
  { isByAge = false, newest = "" }: Options = {},
): Promise<void> {
  const found = await attempt(typed, () => findSides(viewer, typed));
  if (!found.ok) return showForm(res.status(422), typed, found.errors);
  if (found.value) return show(res, isByAge ? byAge(found.value) : found.value);
  const suggested = newest === typed.from ? "" : newest;
  showForm(res, { ...typed, to: typed.to || suggested }, {}, nextStep(typed, suggested));
}

function byAge([one, other]: [Side, Side]): [Side, Side] {
  return one.image.pushedAt > other.image.pushedAt ? [other, one] : [one, other];
}

async function show(res: Response, [before, after]: [Side, Side]) {
  const { platform } = readPageQuery(res, PlatformQuery);
  const comparison = await comparisonOf(before, after, { platform });
  if (comparison.platform !== platform)
    noteIgnored(res, "platform", "not a platform that both images have");
  const [from, to] = [before.reference, after.reference];
  const link = config.url + paths.compare(from, to, { platform });
  render(res, { form: blank({ from, to }), comparison, link });
}

function showForm(res: Response, values: Record<string, unknown>, errors: Errors, step = ""): void {
  render(res, { form: { values, errors }, step });
}

/** More than two tags were ticked: the form asks which two of them are meant. */
function showChoice(res: Response, choices: string[]): void {
  const [to, from] = choices; // the list has the newest tag first, unless it is sorted otherwise
  const errors = {
    form: `You ticked ${plural(choices.length, "tag")}, and only two can be compared. Choose which two.`,
  };
  render(res.status(422), { form: { values: { from, to }, errors }, choices });
}

function render(res: Response, page: object): void {
  const nothing = { comparison: null, step: "", choices: [] };
  res.render("catalogue/images/compare/show", { ...nothing, ...page });
}
