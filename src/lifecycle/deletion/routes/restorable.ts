import type { RequestHandler } from "express";
import { restorableSentence } from "../list/counts.ts";

/** Tells the page of a namespace or team, which is in a lower layer, what can be restored there. */
export const offerRestores = {
  inNamespace: offering((namespaceId) => ({ namespaceId })),
  inTeam: offering((teamId) => ({ teamId })),
};

function offering(
  placeOf: (id: number) => Parameters<typeof restorableSentence>[1],
): RequestHandler<{ id: string }> {
  return async (req, res, next) => {
    const { id } = req.params;
    const isPage = req.method === "GET" && req.path === "/" && /^\d{1,9}$/.test(id);
    if (isPage && req.user)
      res.locals.restorable = await restorableSentence(req.user, placeOf(Number(id)));
    next();
  };
}
