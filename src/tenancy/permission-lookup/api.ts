import { z } from "zod";
import { actor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { allActions } from "../policy/policy.ts";
import { memberRoles } from "../teams/policy.ts";
import { answer } from "./answer.ts";
import { Question } from "./schemas.ts";

const PermissionEntity = z.object({ who: z.string(), allowed: z.boolean(), because: z.string() });

const PermissionsQuery = z.object({
  who: text(300, { kind: "raw" }).default(""),
  what: text(300, { kind: "raw" }).min(1, "Name a repository (web/app) or a namespace (web/)."),
  action: z.enum(allActions),
  token: text(255, { kind: "raw" })
    .optional()
    .describe("The name of an application token of that account, whose limits then count."),
  role: z
    .enum(memberRoles)
    .optional()
    .describe("As if the account had this role in the team of the namespace."),
});

export const endpoints = [
  endpoint("get", "/permissions", {
    summary:
      "Whether someone may pull, push or delete in a repository or namespace, and which rule decides",
    query: PermissionsQuery,
    answer: PermissionEntity.extend({
      role: z.string().nullable(),
      cures: z.array(z.array(z.string())), // ways to allow it, each a list of changes
      everyone: z.array(PermissionEntity).nullable(),
    }),
    run: async ({ req, query }) => answer(actor(req), Question.parse(query)),
  }),
];
