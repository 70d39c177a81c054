// The things in answers of the API, with the fields that the tests read.

export interface User {
  id: number;
  username: string;
  email: string | null;
  admin: boolean;
  enabled: boolean;
  display_name: string | null;
  namespace_id: number | null;
  bot: boolean;
}

export interface Token {
  id: number;
  application: string;
  expires_at: string | null;
}

export type PlainToken = { plain_token: string };

export interface Registry {
  id: number;
  name: string;
  hostname: string;
  external_hostname: string | null;
  use_ssl: boolean;
  url: string;
  events_secret?: string;
}

export interface Untagged {
  total: number;
  not_listed: number;
  manifests: { digest: string; size: number | null; pushed_at: string }[];
}

export interface Retention {
  matching: string;
  newest: number;
  untagged_days: number | null;
  matching_patterns: string[];
  protecting_patterns: string[];
  nightly: boolean;
  from: string;
  saved_by: string | null;
}

export interface Repository {
  id: number;
  name: string;
  full_name: string;
  visibility: string | null;
  namespace: { id: number; name: string };
  tags_count: number;
}

export interface Change {
  who: string;
  gains: string[];
  loses: string[];
  where: string[];
}

export interface Robot {
  id: number;
  username: string;
  team: string | null;
  role: string | null;
  application_tokens: number;
}

export interface Tag {
  id: number;
  name: string;
  digest: string;
  immutable: boolean;
}

export interface Team {
  id: number;
  name: string;
  description: string;
  hidden: boolean;
}

export interface Member {
  id: number;
  user_id: number;
  username: string;
  display_name: string;
  email: string | null;
  admin: boolean;
  enabled: boolean;
  namespace_id: number | null;
  bot: boolean;
  role: "viewer" | "contributor" | "owner";
}

export interface Namespace {
  id: number;
  name: string;
  visibility: "private" | "protected" | "public";
  team: { id: number; name: string };
}

export interface Webhook {
  id: number;
  name: string;
  enabled: boolean;
  namespace_id: number;
  url: string;
  username: string | null;
  request_method: "GET" | "POST";
  content_type: string;
  events: ("push" | "delete")[];
  repositories: string[];
  tags: string[];
  headers: { id: number; name: string }[];
}

export interface Delivery {
  id: number;
  uuid: string;
  event: string;
  state: "pending" | "sent" | "failed";
  status: number | null;
}

export type WithSecret = { secret: string };
export type RepositoryMember = {
  id: number;
  username: string;
  role: "viewer" | "contributor" | "owner";
};
export type Part = { msg: string; success: boolean };
export type Validity = { valid: boolean; messages: Record<string, string[]> };

export type DayOfPulls = { day: string; count: number };
