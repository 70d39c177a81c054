import { cataloguePaths } from "./catalogue.ts";
import { identityPaths } from "./identity.ts";
import { lifecyclePaths } from "./lifecycle.ts";
import { operationsPaths } from "./operations.ts";
import { outboundPaths } from "./outbound.ts";
import type { Query } from "./parts.ts";
import { protocolPaths } from "./protocol.ts";
import { registryPaths } from "./registry.ts";
import { tenancyPaths } from "./tenancy.ts";

export type { Query };

const httpPaths = {
  theme: () => "/theme",
  apiReference: () => "/api",
  openApi: () => "/api/openapi.json",
};

/** Every URL of Portus. Each layer has a file that declares its URLs, domain by domain. */
export const paths = {
  ...httpPaths,
  ...identityPaths,
  ...registryPaths,
  ...tenancyPaths,
  ...cataloguePaths,
  ...lifecyclePaths,
  ...outboundPaths,
  ...protocolPaths,
  ...operationsPaths,
};
