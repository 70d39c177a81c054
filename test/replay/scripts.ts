import { config } from "../../src/platform/config/config.ts";
import type { Client } from "./calls.ts";

// Scripts for Portus in public repositories: what each sends and reads.

const json = { "Content-Type": "application/json" };

export const bootstrap: Client = {
  client: "bootstrap scripts",
  header: "Portus-Auth",
  calls: [
    { call: "GET /api/v1/_ping", as: "nobody" },
    { call: "GET /api/v1/health", as: "nobody", reads: { "database.success": "boolean" } },
    {
      call: "POST /api/v1/users/bootstrap",
      as: "nobody",
      headers: json,
      json: {
        user: {
          username: "root",
          email: "root@example.org",
          password: "12341234pass",
          display_name: "Root",
        },
        setup_code: config.setupCode,
      },
      status: 201,
      reads: { id: "integer", application: "string", plain_token: "string" },
      keep: { secret: "plain_token" },
      says: { application: "bootstrap" },
    },
    {
      call: "GET /api/v1/users",
      rows: 1,
      keep: { admin: "[username=root].id" },
      says: { "[].id": 2, "[].display_name": "Root" }, // 1 is the system user
    },
    {
      call: "POST /api/v1/registries",
      headers: json,
      json: {
        registry: {
          name: "registry",
          hostname: "{host}",
          use_ssl: "true",
          external_hostname: "{host}",
        },
      },
      status: 201,
      reads: { id: "integer", hostname: "string" },
      says: { id: 1 },
    },
    {
      call: "POST /api/v1/registries",
      form: "registry[name]=registry&registry[hostname]={host}&registry[use_ssl]=true",
      status: 201,
      says: { id: 1 },
    },
    { call: "GET /api/v1/registries", rows: 1 },
  ],
};

export const scripts: Client[] = [
  {
    client: "GitLab CI scripts",
    header: "Portus-Auth",
    calls: [
      {
        call: "GET /api/v1/namespaces/",
        reads: { "[].id": "integer", "[].name": "string" },
        keep: { own: "[name=root].id" },
      },
      {
        call: "GET /api/v1/namespaces/{own}/repositories/",
        reads: { "[].id": "integer", "[].name": "string" },
        rows: 41,
      },
      {
        call: "GET /api/v1/repositories/{repository}/tags/",
        reads: { "[].id": "integer", "[].name": "string", "[].created_at": "string" },
        rows: 400,
      },
    ],
  },
  {
    client: "shell scripts that delete repositories",
    header: "Portus-Auth",
    calls: [
      { call: "GET /api/v1/users" },
      {
        call: "GET /api/v1/repositories?all=true",
        rows: 41,
        reads: { "[].full_name": "string" },
        keep: { doomed: "[full_name=root/r7].id" },
      },
      { call: "DELETE /api/v1/repositories/{doomed}", status: 204 },
      { call: "GET /api/v1/repositories/{doomed}", status: 404 },
    ],
  },
  {
    client: "test scripts",
    header: "Portus-Auth",
    calls: [
      {
        call: "POST /api/v1/users",
        headers: json,
        json: { user: { username: "mia", email: "mia@example.org", password: "12341234pass" } },
        status: 201,
        keep: { mia: "id" },
      },
      {
        call: "POST /api/v1/users",
        form: "user[username]=ci&user[email]=ci@example.org&user[password]=12341234pass&user[bot]=true",
        status: 201,
        says: { bot: true },
      },
      {
        call: "POST /api/v1/teams",
        headers: json,
        json: { name: "nine" },
        status: 201,
        keep: { nine: "id" },
      },
      {
        call: "POST /api/v1/teams/{nine}/members",
        headers: json,
        json: { role: "viewer", user: "mia" },
        status: 201,
        reads: { id: "integer", user_id: "integer", role: "string", display_name: "string" },
        says: { display_name: "mia" },
      },
      {
        call: "PUT /api/v1/teams/{nine}",
        headers: json,
        json: { team: { name: "nines" } },
        says: { name: "nines" },
      },
    ],
  },
  {
    client: "Jenkins library",
    header: "Portus-Auth",
    calls: [
      { call: "GET /api/v1/health", reads: { "registry.msg": "string" } },
      { call: "GET /api/v1/namespaces", reads: { "[].description": "string" } },
      {
        call: "GET /api/v1/teams?all=true",
        reads: { "[].id": "integer", "[].description": "string" },
      },
      { call: "GET /api/v1/repositories", reads: { "[].description": "string" }, rows: 15 },
      {
        call: "GET /api/v1/repositories/{repository}/tags",
        rows: 400,
        reads: { "[].name": "string" },
      },
    ],
  },
  {
    client: "registry cleaner in Rust",
    header: "portus-auth",
    calls: [
      {
        call: "GET /api/v1/tags?all=true",
        rows: 400,
        reads: { "[].id": "integer", "[].name": "string", "[].updated_at": "string" },
        keep: { old: "[name=build-400].id" },
      },
      { call: "DELETE /api/v1/tags/{old}?only=tag", status: 204 },
      { call: "GET /api/v1/repositories/{repository}/tags", rows: 399 },
    ],
  },
  {
    client: "Portus to Quay",
    header: "Portus-Auth",
    calls: [
      {
        call: "GET /api/v1/repositories?all=true",
        rows: 40,
        reads: { "[].namespace.name": "string", "[].full_name": "string", "[].name": "string" },
      },
    ],
  },
  {
    client: "Portus to Harbor, Quay and Prometheus",
    header: "Portus-Auth",
    calls: [
      {
        call: "GET /api/v1/users?all=true",
        reads: { "[].id": "integer", "[].username": "string", "[].bot": "boolean" },
      },
      {
        call: "GET /api/v1/users/{admin}/application_tokens",
        reads: { "[].application": "string" },
      },
      {
        call: "POST /api/v1/users/{admin}/application_tokens",
        form: "application=harbor",
        status: 201,
        reads: { id: "integer", plain_token: "string" },
      },
      {
        call: "GET /api/v1/namespaces?all=true",
        reads: { "[].id": "integer", "[].team.id": "integer", "[].visibility": "string" },
        says: { "[id=1].global": true, "[id=1].name": "{host}", "[id=1].team.id": 1 },
      },
      { call: "GET /api/v1/teams?all=true", reads: { "[].id": "integer", "[].name": "string" } },
      { call: "GET /api/v1/teams/{nine}/namespaces", rows: 0 },
      {
        call: "GET /api/v1/teams/{nine}/members",
        rows: 2,
        reads: {
          "[].id": "integer",
          "[].user_id": "integer",
          "[].username": "string",
          "[].role": "string",
          "[].admin": "boolean",
        },
        says: { "[username=mia].user_id": "{mia}" },
      },
      {
        call: "GET /api/v1/repositories?all=true",
        rows: 40,
        reads: { "[].id": "integer", "[].tags_count": "integer" },
      },
      {
        call: "GET /api/v1/repositories/{repository}/tags",
        rows: 399,
        reads: { "[].digest": "string", "[].size": "integer?" },
      },
    ],
  },
];
