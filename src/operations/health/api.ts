import { z } from "zod";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { revision, versionNumber } from "../../platform/version.ts";
import { databaseHealth, registryHealth, unknownHealth } from "./health.ts";

const Revision = z.object({ branch: z.string(), commit: z.string(), tag: z.string() });
const Part = z.object({ msg: z.string(), success: z.boolean() });

/** The health of all parts in SUSE Portus's format, for load balancers and monitoring. */
export const healthy = endpoint("get", "/health", {
  summary: "Whether the database and the registries can be used",
  caller: "anyone",
  answer: z.object({ database: Part, registry: Part }),
  otherwise: { status: 503, means: "One of them can't be used; its `msg` says why" },
  run: async ({ res }) => {
    const { msg, success } = await databaseHealth();
    const database = { msg, success };
    const registry = database.success ? await registryHealth() : unknownHealth;
    if (!database.success || !registry.success) res.status(503);
    return { database, registry };
  },
});

export const version = endpoint("get", "/version", {
  summary: "The version of Portus and the versions of the API that it supports",
  answer: z.object({ "api-versions": z.array(z.string()), version: z.string(), git: Revision }),
  run: async () => ({ "api-versions": ["v1"], version: versionNumber, git: revision() }),
});
