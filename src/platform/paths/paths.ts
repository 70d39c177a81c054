import { cataloguePaths } from "./catalogue.ts";
import { identityPaths } from "./identity.ts";
import { lifecyclePaths } from "./lifecycle.ts";
import { operationsPaths } from "./operations.ts";
import { outboundPaths } from "./outbound.ts";
import type { Query } from "./parts.ts";
import { tenancyPaths } from "./tenancy.ts";

export type { Query };

/** Every URL of Portus: views and redirects take them from here. One file per layer declares them. */
export const paths = {
  ...identityPaths,
  ...tenancyPaths,
  ...cataloguePaths,
  ...lifecyclePaths,
  ...outboundPaths,
  ...operationsPaths,
};
