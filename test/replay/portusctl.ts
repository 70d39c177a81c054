import type { Call, Client } from "./calls.ts";

// openSUSE/portusctl: the requests of its commands, and the fields that it prints.

const json = { "Content-Type": "application/json" };
const sent = (call: Call["call"], rest: Omit<Call, "call"> = {}): Call => ({
  call,
  headers: json,
  ...rest,
});

const user = {
  id: "integer",
  username: "string",
  email: "string?",
  admin: "boolean",
  namespace_id: "integer?",
  display_name: "string?",
} as const;
const team = { id: "integer", name: "string", hidden: "boolean" } as const;
const namespace = {
  id: "integer",
  name: "string",
  description: "string",
  "team.id": "integer",
  visibility: "string",
  global: "boolean",
} as const;
const repository = {
  id: "integer",
  name: "string",
  full_name: "string",
  "namespace.id": "integer",
  "namespace.name": "string",
  stars: "integer",
  tags_count: "integer",
} as const;
const tag = {
  id: "integer",
  name: "string",
  "author.name": "string",
  digest: "string",
  image_id: "string",
} as const;
const registry = {
  id: "integer",
  name: "string",
  hostname: "string",
  external_hostname: "string?",
  use_ssl: "boolean",
} as const;

const each = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).map(([name, type]) => [`[].${name}`, type]));

const zed = {
  username: "zed",
  email: "zed@example.org",
  password: "12341234pass",
  display_name: "Zed",
};

export const portusctl: Client = {
  client: "openSUSE/portusctl",
  header: "PORTUS-AUTH",
  calls: [
    sent("GET /api/v1/health", {
      reads: { "database.msg": "string", "registry.success": "boolean" },
    }),
    sent("GET /api/version", {
      reads: {
        "api-versions[]": "string",
        "git.branch": "string",
        "git.commit": "string",
        "git.tag": "string",
        version: "string",
      },
    }),
    sent("GET /api/v1/users", { reads: each(user) }),
    sent("POST /api/v1/users", {
      json: { user: zed },
      status: 201,
      reads: user,
      keep: { zed: "id" },
    }),
    sent("GET /api/v1/users/{zed}", { reads: user, says: { display_name: "Zed" } }),
    sent("PUT /api/v1/users/{zed}", {
      json: { user: { email: "zed@example.com" } },
      reads: user,
      says: { email: "zed@example.com" },
    }),
    sent("POST /api/v1/users", {
      json: { user: zed },
      status: 422,
      reads: { "message.username[]": "string" },
    }),
    sent("POST /api/v1/users/{admin}/application_tokens", {
      json: { application: "ctl" },
      status: 201,
      reads: { plain_token: "string" },
      keep: { token: "id" },
    }),
    sent("GET /api/v1/users/{admin}/application_tokens", {
      reads: { "[].id": "integer", "[].application": "string" },
    }),
    sent("DELETE /api/v1/users/application_tokens/{token}", { status: 204 }),
    sent("POST /api/v1/teams", {
      json: { name: "ctl", description: "by portusctl" },
      status: 201,
      reads: team,
      keep: { team: "id" },
    }),
    sent("GET /api/v1/teams", { reads: each(team) }),
    sent("GET /api/v1/teams/{team}", { reads: team }),
    sent("GET /api/v1/teams/{team}/members", {
      reads: { "[].username": "string", "[].email": "string?" },
    }),
    sent("POST /api/v1/namespaces", {
      json: { name: "ctl", team: "ctl" },
      status: 201,
      reads: namespace,
    }),
    sent("POST /api/v1/namespaces", {
      json: { name: "ctl", team: "ctl" },
      status: 422,
      reads: { "message.name[]": "string" },
    }),
    sent("GET /api/v1/namespaces", { reads: each(namespace) }),
    sent("GET /api/v1/teams/{team}/namespaces", { reads: each(namespace), rows: 1 }),
    sent("GET /api/v1/namespaces/validate?name=other", { says: { valid: true, messages: {} } }),
    sent("GET /api/v1/namespaces/validate?name=ctl", {
      reads: { "messages.name[]": "string" },
      says: { valid: false },
    }),
    sent("GET /api/v1/namespaces/{namespace}/repositories", { reads: each(repository) }),
    sent("GET /api/v1/repositories", { reads: each(repository) }),
    sent("GET /api/v1/repositories/{repository}", { reads: repository }),
    sent("GET /api/v1/repositories/{repository}/tags", { reads: each(tag), rows: 400 }),
    sent("GET /api/v1/tags", { reads: each(tag), keep: { tag: "[name=build-1].id" } }),
    sent("GET /api/v1/tags/{tag}", { reads: tag }),
    sent("GET /api/v1/registries", { reads: each(registry) }),
    sent(
      "GET /api/v1/registries/validate?hostname=new.test.lan%3A5000&name=new&only=name&use_ssl=false",
      {
        says: { valid: true, messages: {} },
      },
    ),
    sent("GET /api/v1/registries/validate?hostname=nowhere.invalid&name=new&use_ssl=false", {
      reads: { "messages.hostname[]": "string" },
      says: { valid: false },
    }),
    sent("POST /api/v1/teams/{team}/ldap_check", { status: 405, reads: { message: "string" } }),
    sent("GET /api/v1/teams/99999", { status: 404 }),
    sent("DELETE /api/v1/users/{zed}", { status: 204 }),
    sent("GET /api/v1/users", {
      as: "nobody",
      status: 401,
      says: { message: "Authentication fails" },
    }),
    sent("POST /api/v1/users/bootstrap", {
      as: "nobody",
      json: { user: zed },
      status: 400,
      reads: { message: "string" },
    }),
  ],
};
