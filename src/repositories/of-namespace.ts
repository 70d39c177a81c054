import { z } from "zod";
import { actor } from "../accounts/current.ts";
import { db } from "../db/client.ts";
import { findNamespace } from "../namespaces/list.ts";
import { repositoriesVisibleTo } from "../namespaces/visible.ts";
import { endpoint, IdParams, PageQuery, pageHeaders, slice } from "../web/api.ts";
import { presentRepository, RepositoryEntity, shown } from "./present.ts";

export const endpoints = [
  endpoint("get", "/namespaces/:id/repositories", {
    summary: "The repositories of a namespace, page by page",
    params: IdParams,
    query: PageQuery,
    answer: z.array(RepositoryEntity),
    run: async ({ req, res, params, query }) => {
      const { id: namespaceId } = await findNamespace(actor(req), params.id);
      const where = { namespaceId, AND: repositoriesVisibleTo(actor(req)) };
      const [rows, total] = await Promise.all([
        db.repository.findMany({
          where,
          ...shown,
          ...slice(query),
          orderBy: { id: query.sort_order },
        }),
        db.repository.count({ where }),
      ]);
      pageHeaders(req, res, query, total);
      return rows.map(presentRepository);
    },
  }),
];
