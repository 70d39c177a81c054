import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Claims,
  maxGroups,
  readGroups,
} from "../../../../src/identity/providers/oidc/groups.ts";

const settings = (groupsClaim: string[], stripLeadingSlash = false) => ({
  groupsClaim,
  stripLeadingSlash,
});

/** What providers send, by their public documents. */
const shapes: {
  provider: string;
  document: string;
  claims: Claims;
  claim: string[];
  strip?: boolean;
  groups: string[] | null;
}[] = [
  {
    provider: "Okta, with a groups claim filter",
    document: "https://developer.okta.com/docs/guides/customize-tokens-groups-claim/",
    claims: { groups: ["Everyone", "Registry Admins"] },
    claim: ["groups"],
    groups: ["Everyone", "Registry Admins"],
  },
  {
    provider: "Okta, without one",
    document: "https://developer.okta.com/docs/guides/customize-tokens-groups-claim/",
    claims: { sub: "00uid4BxXw6I6TV4m0g3" },
    claim: ["groups"],
    groups: null,
  },
  {
    provider: "Entra ID",
    document: "https://learn.microsoft.com/en-us/entra/identity-platform/optional-claims",
    claims: {
      groups: ["0760b6cf-170e-4a14-91b3-4b78e0739963", "3b2b0c93-acd8-4208-8eba-7a48db1cd4c0"],
    },
    claim: ["groups"],
    groups: ["0760b6cf-170e-4a14-91b3-4b78e0739963", "3b2b0c93-acd8-4208-8eba-7a48db1cd4c0"],
  },
  {
    provider: "Entra ID, with more than 200 groups",
    document:
      "https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference",
    claims: {
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { endpoint: "https://graph.example.org/users/1/getMemberObjects" } },
    },
    claim: ["groups"],
    groups: null,
  },
  {
    provider: "Entra ID, with more groups than fit into an address",
    document:
      "https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference",
    claims: { hasgroups: true },
    claim: ["groups"],
    groups: null,
  },
  {
    provider: "Entra ID, app roles",
    document:
      "https://learn.microsoft.com/en-us/entra/identity-platform/howto-add-app-roles-in-apps",
    claims: { roles: ["Registry.Admin"] },
    claim: ["roles"],
    groups: ["Registry.Admin"],
  },
  {
    provider: "Cognito",
    document:
      "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html",
    claims: { "cognito:groups": ["test-group-a", "test-group-b"] },
    claim: ["cognito:groups"],
    groups: ["test-group-a", "test-group-b"],
  },
  {
    provider: "GitLab",
    document: "https://docs.gitlab.com/integration/openid_connect_provider/#shared-information",
    claims: { groups_direct: ["gitlab-org", "gitlab-org/charts"] },
    claim: ["groups_direct"],
    groups: ["gitlab-org", "gitlab-org/charts"],
  },
  {
    provider: "Keycloak, a group mapper with full paths",
    document: "https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers",
    claims: { groups: ["/platform/registry", "/platform"] },
    claim: ["groups"],
    strip: true,
    groups: ["platform/registry", "platform"],
  },
  {
    provider: "Keycloak, the roles of a client whose name has a dot",
    document: "https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers",
    claims: { resource_access: { "portus.example": { roles: ["admin"] } } },
    claim: ["resource_access", "portus.example", "roles"],
    groups: ["admin"],
  },
];

for (const { provider, document, claims, claim, strip, groups } of shapes)
  test(`the groups of ${provider} are read as they are documented`, () => {
    assert.match(document, /^https:/);

    assert.deepEqual(readGroups(claims, settings(claim, strip)).groups, groups);
  });

test("an empty list says that somebody has no groups; an absent claim says nothing", () => {
  assert.deepEqual(readGroups({ groups: [] }, settings(["groups"])).groups, []);
  for (const groups of [undefined, null, ""])
    assert.equal(readGroups({ groups }, settings(["groups"])).groups, null, String(groups));
});

test("one group may be a text", () => {
  assert.deepEqual(readGroups({ groups: "web" }, settings(["groups"])).groups, ["web"]);
});

test("a claim that is neither a text nor a list of texts says nothing", () => {
  for (const groups of [{ web: true }, 7, true, [{ name: "web" }], ["web", 7], [["web"]]])
    assert.equal(readGroups({ groups }, settings(["groups"])).groups, null);
});

test("a list beyond the bound says nothing, and names that no mapping can have are left out", () => {
  const many = Array.from({ length: maxGroups + 1 }, (_, at) => `group-${at}`);

  assert.equal(readGroups({ groups: many }, settings(["groups"])).why, "too_many");
  assert.equal(
    readGroups({ groups: many.slice(1) }, settings(["groups"])).groups?.length,
    maxGroups,
  );
  assert.deepEqual(
    readGroups({ groups: ["x".repeat(256), "", "a", "a"] }, settings(["groups"])).groups,
    ["a"],
  );
});

test("a path reads only what the provider sent, and nothing that every object has", () => {
  for (const path of [["constructor", "name"], ["__proto__"], ["groups", "length"]])
    assert.equal(readGroups({ groups: "x" }, settings(path)).groups, null, path.join());
});

test("without a claim in the settings, groups are not read", () => {
  assert.equal(readGroups({ groups: ["web"] }, settings([])).why, "not_configured");
});
