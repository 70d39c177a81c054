import type { Request } from "express";
import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { actor, audit } from "../../identity/actor/request.ts";
import { NotFound } from "../../platform/errors.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { letGo } from "./delete-tags.ts";
import { judgeTags } from "./evaluate.ts";
import { dropRules, type Held, type Rules, rulesFor, saveRules } from "./rules.ts";
import { RulesBody } from "./schemas.ts";
import { namespacePlace, type Place, registryPlace, repositoryPlaceById } from "./scope.ts";

const HeldEntity = z.object({
  ...{ matching: z.string(), protecting: z.string(), newest: z.int() },
  ...{ pushed_days: z.int().nullable(), pulled_days: z.int().nullable() },
  untagged_days: z.int().nullable(),
  ...{ latest_of_minor: z.boolean(), delete_all_matching: z.boolean(), nightly: z.boolean() },
  from: z.enum(["repository", "namespace", "registry", "settings"]),
  saved_by: z.string().nullable(),
  saved_at: z.iso.datetime().nullable(),
});
const DecisionEntity = z.object({
  name: z.string(),
  digest: z.string(),
  goes: z.boolean(),
  because: z.string(),
});
const OutcomeEntity = z.object({
  deleted: z.int().describe("Tags"),
  untagged: z.int().describe("Untagged manifests"),
  deletion: z.int().nullable(),
  left: z.string().nullable(),
});

type Find = (actor: Actor, id: number) => Promise<Place>;

export const endpoints = [
  ...rulesOf("/registries/:id", "a registry", registryPlace),
  ...rulesOf("/namespaces/:id", "a namespace", namespacePlace),
  ...rulesOf("/repositories/:id", "a repository", repositoryPlaceById),

  endpoint("get", "/repositories/:id/retention/decisions", {
    summary: "What the rules that hold would do with each tag of a repository, and why",
    params: IdParams,
    answer: z.array(DecisionEntity),
    run: async ({ req, params }) => {
      const place = await repositoryPlaceById(actor(req), params.id);
      return judgeTags(place.repository.id, (await held(place)).rules);
    },
  }),

  endpoint("post", "/repositories/:id/retention/run", {
    summary: "Carry out the rules that hold in a repository now; `deletion` can be undone",
    params: IdParams,
    answer: OutcomeEntity,
    run: async ({ req, params }) => {
      const place = await repositoryPlaceById(actor(req), params.id);
      return letGo(actor(req), place.repository, (await held(place)).rules);
    },
  }),
];

function rulesOf(path: string, what: string, find: Find) {
  const placeOf = (req: Request, { id }: { id: number }) => find(actor(req), id);
  return [
    endpoint("get", `${path}/retention`, {
      summary: `The rules on which tags may go that hold for ${what}, and where they come from`,
      params: IdParams,
      answer: HeldEntity,
      run: async ({ req, params }) => present(await held(await placeOf(req, params))),
    }),

    endpoint("put", `${path}/retention`, {
      summary: `Save rules of its own for ${what}`,
      params: IdParams,
      body: RulesBody,
      run: async ({ req, params, body }) => {
        await saveRules(audit(req), await placeOf(req, params), rulesIn(body));
      },
    }),

    endpoint("delete", `${path}/retention`, {
      summary: `Forget the own rules of ${what}`,
      params: IdParams,
      run: async ({ req, params }) => dropRules(audit(req), await placeOf(req, params)),
    }),
  ];
}

async function held(place: Place): Promise<Held> {
  const found = await rulesFor(place);
  if (!found) throw new NotFound("rules that hold here");
  return found;
}

function rulesIn(body: z.infer<typeof RulesBody>): Rules {
  const { pushed_days: pushedDays, pulled_days: pulledDays, ...others } = body;
  const { untagged_days: untaggedDays, ...rest } = others;
  const { latest_of_minor: latestOfMinor, delete_all_matching: deleteAllMatching, ...same } = rest;
  return { ...same, pushedDays, pulledDays, latestOfMinor, deleteAllMatching, untaggedDays };
}

function present({ rules, from, saved }: Held) {
  const { pushedDays, pulledDays, untaggedDays, latestOfMinor, deleteAllMatching, ...rest } = rules;
  return {
    ...{ ...rest, pushed_days: pushedDays, pulled_days: pulledDays, untagged_days: untaggedDays },
    ...{ latest_of_minor: latestOfMinor, delete_all_matching: deleteAllMatching, from },
    ...{ saved_by: saved?.by ?? null, saved_at: saved?.at ?? null },
  };
}
