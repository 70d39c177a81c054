import type { Request } from "express";
import { z } from "zod";
import type { Actor } from "../../identity/actor/actor.ts";
import { actor, audit } from "../../identity/actor/request.ts";
import { NotFound } from "../../platform/errors.ts";
import { type Caller, endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { deleteByRules } from "./delete-tags.ts";
import { evaluateWithDigests } from "./evaluate.ts";
import {
  type Rules,
  type RulesInForce,
  removeRules,
  rulesInForce,
  saveRules,
} from "./saved-rules.ts";
import { completeRules, RulesBody, type RulesFields } from "./schemas.ts";
import { namespaceScope, registryScope, repositoryScopeById, type Scope } from "./scope.ts";

const RulesEntity = z.object({
  matching: z.string(),
  protecting: z.string(),
  matching_patterns: z.array(z.string()),
  protecting_patterns: z.array(z.string()),
  newest: z.int(),
  pushed_days: z.int().nullable(),
  pulled_days: z.int().nullable(),
  untagged_days: z.int().nullable(),
  latest_of_minor: z.boolean(),
  delete_all_matching: z.boolean(),
  nightly: z.boolean(),
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

type Find = (actor: Actor, id: number) => Promise<Scope>;

export const endpoints = [
  ...rulesOf("/registries/:id", "a registry", registryScope, "admin"),
  ...rulesOf("/namespaces/:id", "a namespace", namespaceScope),
  ...rulesOf("/repositories/:id", "a repository", repositoryScopeById),

  endpoint("get", "/repositories/:id/retention/decisions", {
    summary: "Which tags of a repository the rules in force would delete or keep, and why",
    params: IdParams,
    answer: z.array(DecisionEntity),
    run: async ({ req, params }) => {
      const scope = await repositoryScopeById(actor(req), params.id);
      const { rules } = await findRules(scope);
      const decisions = await evaluateWithDigests(scope.repository.id, rules);
      return decisions.map(({ name, digest, deleted, reason }) => ({
        name,
        digest,
        goes: deleted,
        because: reason,
      }));
    },
  }),

  endpoint("post", "/repositories/:id/retention/run", {
    summary: "Run the rules in force in a repository now; `deletion` can be restored",
    allowsRestrictedTokens: true,
    params: IdParams,
    answer: OutcomeEntity,
    run: async ({ req, params }) => {
      const scope = await repositoryScopeById(actor(req), params.id);
      return deleteByRules(audit(req), scope.repository, (await findRules(scope)).rules);
    },
  }),
];

function rulesOf(path: string, what: string, find: Find, caller: Caller = "user") {
  const scopeOf = (req: Request, { id }: { id: number }) => find(actor(req), id);
  return [
    endpoint("get", `${path}/retention`, {
      summary: `The retention rules in force for ${what}, and where they come from`,
      caller,
      params: IdParams,
      answer: RulesEntity,
      run: async ({ req, params }) => present(await findRules(await scopeOf(req, params))),
    }),

    endpoint("put", `${path}/retention`, {
      summary: `Save retention rules for ${what}`,
      caller,
      allowsRestrictedTokens: true,
      params: IdParams,
      body: RulesBody,
      run: async ({ req, params, body }) => {
        const scope = await scopeOf(req, params);
        const fields = completeRules(await ownFields(scope), body);
        await saveRules(audit(req), scope, rulesIn(fields));
      },
    }),

    endpoint("delete", `${path}/retention`, {
      summary: `Remove the retention rules of ${what}`,
      caller,
      params: IdParams,
      run: async ({ req, params }) => removeRules(audit(req), await scopeOf(req, params)),
    }),
  ];
}

/** What is saved for a scope itself: fields that a PUT does not contain stay so. */
async function ownFields(scope: Scope) {
  const found = await rulesInForce(scope);
  if (found?.from !== scope.kind) return {};
  const { from: _, saved_by: __, saved_at: ___, ...fields } = present(found);
  return fields;
}

async function findRules(scope: Scope): Promise<RulesInForce> {
  const found = await rulesInForce(scope);
  if (!found) throw new NoRules(scope);
  return found;
}

class NoRules extends NotFound {
  constructor({ kind }: Scope) {
    super();
    this.message = `No retention rules apply to this ${kind}. Save rules for ${places[kind]} with PUT …/retention first.`;
  }
}

const places = {
  repository: "the repository, its namespace or its registry",
  namespace: "the namespace or its registry",
  registry: "the registry",
};

function rulesIn(body: RulesFields): Rules {
  const { matching_patterns: matchingPatterns, ...unmatched } = body;
  const { protecting_patterns: protectingPatterns, ...named } = unmatched;
  const { pushed_days: pushedDays, pulled_days: pulledDays, ...others } = named;
  const { untagged_days: untaggedDays, ...rest } = others;
  const { latest_of_minor: latestOfMinor, delete_all_matching: deleteAllMatching, ...same } = rest;
  const kept = { pushedDays, pulledDays, latestOfMinor };
  return {
    ...same,
    matchingPatterns,
    protectingPatterns,
    ...kept,
    deleteAllMatching,
    untaggedDays,
  };
}

function present({ rules, from, saved }: RulesInForce) {
  const { matchingPatterns = [], protectingPatterns = [], latestOfMinor, ...named } = rules;
  const { deleteAllMatching, ...others } = named;
  const { pushedDays, pulledDays, untaggedDays, ...rest } = others;
  return {
    ...rest,
    matching_patterns: [...matchingPatterns],
    protecting_patterns: [...protectingPatterns],
    pushed_days: pushedDays,
    pulled_days: pulledDays,
    untagged_days: untaggedDays,
    latest_of_minor: latestOfMinor,
    delete_all_matching: deleteAllMatching,
    from,
    saved_by: saved?.by ?? null,
    saved_at: saved?.at ?? null,
  };
}
