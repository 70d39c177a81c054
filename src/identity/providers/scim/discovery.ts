import { config } from "../../../platform/config/config.ts";
import { NotFound } from "../../../platform/errors.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { maxPageSize } from "./paging.ts";

// What Portus supports of SCIM, for clients that ask: RFC 7643, 5 to 7.

const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

export const serviceProviderConfig = () => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: maxPageSize },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: "oauthbearertoken",
      name: "Bearer token",
      description: "The token that an admin of Portus created for the sign-in provider.",
      primary: true,
    },
  ],
  meta: metaOf("ServiceProviderConfig", paths.scimServiceProviderConfig()),
});

export const resourceTypes = () => [
  resourceType("User", { endpoint: "/Users", schema: userSchema }),
  resourceType("Group", { endpoint: "/Groups", schema: groupSchema }),
];

export const resourceTypeOf = (id: string) => found(resourceTypes(), id);

const resourceType = (
  name: string,
  { endpoint, schema }: { endpoint: string; schema: string },
) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
  id: name,
  name,
  endpoint,
  description: `${name}s of the sign-in provider.`,
  schema,
  meta: metaOf("ResourceType", paths.scimResourceType(name)),
});

export const schemas = () => [
  schema(userSchema, "User", [
    attribute("userName", { required: true, uniqueness: "server" }),
    attribute("displayName"),
    complex("name", false, [
      attribute("formatted"),
      attribute("familyName"),
      attribute("givenName"),
      attribute("middleName"),
      attribute("honorificPrefix"),
      attribute("honorificSuffix"),
    ]),
    complex("emails", true, [
      attribute("value"),
      attribute("type"),
      attribute("display"),
      attribute("primary", { type: "boolean" }),
    ]),
    attribute("active", { type: "boolean" }),
  ]),
  schema(groupSchema, "Group", [
    attribute("displayName", { required: true, uniqueness: "server" }),
    complex("members", true, [
      attribute("value", { mutability: "immutable" }),
      attribute("display", { mutability: "readOnly" }),
      attribute("type", { mutability: "readOnly" }),
      attribute("$ref", { type: "reference", mutability: "readOnly", referenceTypes: ["User"] }),
    ]),
  ]),
];

export const schemaOf = (id: string) => found(schemas(), id);

const schema = (id: string, name: string, attributes: object[]) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
  id,
  name,
  description: `A ${name.toLowerCase()} of the sign-in provider.`,
  attributes,
  meta: metaOf("Schema", paths.scimSchema(id)),
});

/** An attribute, in which `more` differs from a text that can be written and is compared without case. */
const attribute = (name: string, more: object = {}) => ({
  name,
  type: "string",
  multiValued: false,
  description: `The ${name} that the provider sent.`,
  required: false,
  caseExact: false,
  mutability: "readWrite",
  returned: "default",
  uniqueness: "none",
  ...more,
});

const complex = (name: string, multiValued: boolean, subAttributes: object[]) =>
  attribute(name, { type: "complex", multiValued, subAttributes });

function metaOf(resourceType: string, path: string) {
  return { resourceType, location: config.url + path };
}

function found<T extends { id: string }>(all: readonly T[], id: string): T {
  const one = all.find((it) => it.id.toLowerCase() === id.toLowerCase());
  if (!one) throw new NotFound("SCIM resource");
  return one;
}
