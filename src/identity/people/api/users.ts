import { z } from "zod";
import { answerList, endpoint, ListQuery, sorted } from "../../../platform/http/api/endpoint.ts";
import { actor } from "../../actor/request.ts";
import { UserEntity } from "../present.ts";
import { userListing } from "../users.ts";

const UsersQuery = ListQuery.extend({
  sort_attr: z.enum(["id", "username", "email", "created_at", "updated_at"]).default("id"),
});

export const endpoints = [
  endpoint("get", "/users", {
    summary: "List users",
    caller: "admin",
    query: UsersQuery,
    answer: z.array(UserEntity),
    run: async (call) => answerList(call, userListing(actor(call.req), sorted(call.query))),
  }),
];
