import type {
  Change,
  DayOfPulls,
  Delivery,
  Member,
  Namespace,
  Part,
  PlainToken,
  Registry,
  Repository,
  RepositoryMember,
  Retention,
  Robot,
  Tag,
  Team,
  Token,
  Untagged,
  User,
  Validity,
  Webhook,
  WithSecret,
} from "./entities.ts";

/** The type of each operation's answer, as a client would declare it. */
export interface Answers {
  get__ping: null;
  get_health: { database: Part; registry: Part };
  get_version: { "api-versions": string[]; version: string };
  post_users_bootstrap: PlainToken;
  get_users: User[];
  post_users: User & Partial<PlainToken> & { password_link?: string };
  get_users_id: User;
  put_users_id: User;
  delete_users_id: null;
  get_users_id_application_tokens: Token[];
  post_users_id_application_tokens: Token & PlainToken;
  post_users_application_tokens_id_rotation: Token & PlainToken;
  delete_users_application_tokens_id: null;
  get_profile: {
    id: number;
    username: string;
    email: string | null;
    unconfirmed_email: string | null;
    display_name: string | null;
  };
  put_profile: null;
  put_profile_password: null;
  get_profile_clients: { id: number; client_id: string }[];
  delete_profile_clients_id: null;
  get_profile_sessions: { id: string; address: string }[];
  delete_profile_sessions_id: null;
  post_users_id_password_link: { mailed_to: string | null; password_link?: string };
  put_repositories_id_star: null;
  delete_repositories_id_star: null;
  post_repositories_id_comments: null;
  delete_repositories_id_comments_comment_id: null;
  post_repositories_id_rollback: { tag: string; digest: string };
  post_events_retry: { retried: number };
  post_events_id_retry: null;
  get_robots: Robot[];
  post_robots: { id: number };
  get_robots_id: { id: number };
  put_robots_id: null;
  delete_robots_id: null;
  get_registries: Registry[];
  post_registries: Registry;
  put_registries_id: Registry;
  post_registries_id_events_secret: Registry;
  delete_registries_id_events_secret_previous: null;
  get_registries_validate: Validity;
  get_repositories: Repository[];
  get_repositories_id: Repository;
  get_repositories_id_images_reference: {
    kind: string;
    digest: string;
    commands: { client: string; command: string }[];
  };
  put_repositories_id: Repository & { description: string };
  get_tags: Tag[];
  get_tags_id: Tag;
  post_teams_id_ldap_check: { message: string };
  post_vulnerabilities: { message: string };
  post_vulnerabilities_id: { message: string };
  get_repositories_id_untagged: Untagged;
  post_repositories_id_untagged_deletion: { deletion: number; deleted: number };
  get_repositories_id_tags: Tag[];
  get_repositories_id_tags_grouped: Tag[][];
  get_repositories_id_tags_tag_id: Tag;
  get_repositories_id_members: RepositoryMember[];
  post_repositories_id_members: RepositoryMember;
  put_repositories_id_members_member_id: null;
  delete_repositories_id_members_member_id: null;
  put_repositories_id_visibility: null;
  post_repositories_id_preview: Change[];
  post_namespaces_id_preview: Change[];
  post_teams_id_members_member_id_preview: Change[];
  get_teams: Team[];
  post_teams: Team;
  get_teams_id: Team;
  put_teams_id: Team;
  delete_teams_id: null;
  get_teams_id_members: Member[];
  post_teams_id_members: Member;
  put_teams_id_members_member_id: Member;
  delete_teams_id_members_member_id: null;
  get_teams_id_namespaces: Namespace[];
  get_namespaces: Namespace[];
  post_namespaces: Namespace;
  get_namespaces_id: Namespace;
  put_namespaces_id: Namespace;
  delete_namespaces_id: null;
  get_namespaces_validate: Validity;
  get_namespaces_id_repositories: Repository[];
  get_namespaces_id_webhooks: Webhook[];
  post_namespaces_id_webhooks: Webhook & WithSecret;
  get_namespaces_id_webhooks_webhook_id: Webhook;
  put_namespaces_id_webhooks_webhook_id: Webhook;
  delete_namespaces_id_webhooks_webhook_id: null;
  post_namespaces_id_webhooks_webhook_id_secret: Webhook & WithSecret;
  post_namespaces_id_webhooks_webhook_id_headers: { id: number; name: string };
  delete_namespaces_id_webhooks_webhook_id_headers_header_id: null;
  post_namespaces_id_webhooks_webhook_id_test: Delivery;
  get_namespaces_id_webhooks_webhook_id_deliveries: Delivery[];
  get_namespaces_id_webhooks_webhook_id_deliveries_delivery_id: Delivery & { request_body: string };
  post_namespaces_id_webhooks_webhook_id_deliveries_delivery_id_retrigger: Delivery;
  get_permissions: unknown;
  get_problems: { kind: string; sentence: string; cure: string }[];
  get_decisions: { id: string; outcome: string }[];
  get_decisions_id: { id: string; outcome: string };
  delete_repositories_id: null;
  delete_tags_id: null;
  get_repositories_id_sizes: { stored: number; own: number };
  get_namespaces_id_sizes: { stored: number; quota: number | null; over_quota: boolean };
  put_namespaces_id_quota: null;
  get_namespaces_id_immutable_tags: { patterns: string[] };
  put_namespaces_id_immutable_tags: null;
  get_repositories_id_immutable_tags: { patterns: string[]; namespace_patterns: string[] };
  put_repositories_id_immutable_tags: null;
  get_registries_id_retention: Retention;
  put_registries_id_retention: null;
  delete_registries_id_retention: null;
  get_namespaces_id_retention: Retention;
  put_namespaces_id_retention: null;
  delete_namespaces_id_retention: null;
  get_repositories_id_retention: Retention;
  put_repositories_id_retention: null;
  delete_repositories_id_retention: null;
  get_repositories_id_retention_decisions: { name: string; goes: boolean; because: string }[];
  post_repositories_id_retention_run: { deleted: number; deletion: number | null };
  get_sync: { registry_id: number; state: string; message: string }[];
  post_sync: { registry_id: number; state: string; requested_by: string }[];
  get_drifts: { id: number; repository: string; tag: string | null; kind: string }[];
  post_drifts_repair: { asked: number };
  post_drifts_id_repair: null;
  get_repositories_id_pulls: DayOfPulls[];
  get_namespaces_id_pulls: DayOfPulls[];
  get_pulls: DayOfPulls[];
  post_deletions_id_undo: { not_put_back: unknown[] };
}

export type Operation = keyof Answers;
