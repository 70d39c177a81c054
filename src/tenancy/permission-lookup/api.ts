import { z } from "zod";
import { actor } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { allActions } from "../policy/policy.ts";
import { answer } from "./answer.ts";
import { Question } from "./schemas.ts";

const PermissionEntity = z.object({ who: z.string(), allowed: z.boolean(), because: z.string() });

const PermissionsQuery = z.object({
  who: text(300, { kind: "raw" }).default(""),
  what: text(300, { kind: "raw" }).min(1, "Name a repository (web/app) or a namespace (web/)."),
  action: z.enum(allActions),
});

export const endpoints = [
  endpoint("get", "/permissions", {
    summary:
      "Whether someone may pull, push or delete in a repository or namespace, and which rule decides",
    query: PermissionsQuery,
    answer: PermissionEntity.extend({ everyone: z.array(PermissionEntity).nullable() }),
    run: async ({ req, query }) => answer(actor(req), Question.parse(query)),
  }),
];
