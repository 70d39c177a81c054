SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA pgboss;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE TYPE pgboss.job_state AS ENUM (
    'created',
    'retry',
    'active',
    'completed',
    'cancelled',
    'failed'
);
CREATE TYPE public."DeletionState" AS ENUM (
    'waiting',
    'gone',
    'kept',
    'back'
);
CREATE TYPE public."DeliveryState" AS ENUM (
    'pending',
    'sent',
    'failed'
);
CREATE TYPE public."DriftKind" AS ENUM (
    'missing',
    'unreadable'
);
CREATE TYPE public."EventState" AS ENUM (
    'pending',
    'applied',
    'ignored',
    'failed'
);
CREATE TYPE public."KeyKind" AS ENUM (
    'ca',
    'leaf'
);
CREATE TYPE public."LinkPurpose" AS ENUM (
    'password',
    'confirmation'
);
CREATE TYPE public."MoveCause" AS ENUM (
    'overwrite',
    'kept',
    'put_back',
    'point_back'
);
CREATE TYPE public."NamespaceKind" AS ENUM (
    'global',
    'personal',
    'team'
);
CREATE TYPE public."RepositoryAction" AS ENUM (
    'pull',
    'push',
    'delete'
);
CREATE TYPE public."Role" AS ENUM (
    'viewer',
    'contributor',
    'owner'
);
CREATE TYPE public."SyncCause" AS ENUM (
    'start',
    'schedule',
    'admin',
    'command'
);
CREATE TYPE public."SyncState" AS ENUM (
    'waiting',
    'running',
    'finished',
    'failed'
);
CREATE TYPE public."Visibility" AS ENUM (
    'private',
    'protected',
    'public'
);
CREATE TYPE public."WebhookContentType" AS ENUM (
    'json',
    'form'
);
CREATE TYPE public."WebhookMethod" AS ENUM (
    'GET',
    'POST'
);
CREATE FUNCTION pgboss.create_queue(queue_name text, options json) RETURNS void
    LANGUAGE plpgsql
    AS $_$
    DECLARE
      table_name varchar := 'j' || encode(sha224(queue_name::bytea), 'hex');
      queue_created_on timestamptz;
    BEGIN
      WITH q as (
      INSERT INTO pgboss.queue (
        name,
        policy,
        retry_limit,
        retry_delay,
        retry_backoff,
        expire_seconds,
        retention_minutes,
        dead_letter,
        partition_name
      )
      VALUES (
        queue_name,
        options->>'policy',
        (options->>'retryLimit')::int,
        (options->>'retryDelay')::int,
        (options->>'retryBackoff')::bool,
        (options->>'expireInSeconds')::int,
        (options->>'retentionMinutes')::int,
        options->>'deadLetter',
        table_name
      )
      ON CONFLICT DO NOTHING
      RETURNING created_on
      )
      SELECT created_on into queue_created_on from q;
      IF queue_created_on IS NULL THEN
        RETURN;
      END IF;
      EXECUTE format('CREATE TABLE pgboss.%I (LIKE pgboss.job INCLUDING DEFAULTS)', table_name);
      EXECUTE format('ALTER TABLE pgboss.%1$I ADD PRIMARY KEY (name, id)', table_name);
      EXECUTE format('ALTER TABLE pgboss.%1$I ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue (name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED', table_name);
      EXECUTE format('ALTER TABLE pgboss.%1$I ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue (name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED', table_name);
      EXECUTE format('CREATE UNIQUE INDEX %1$s_i1 ON pgboss.%1$I (name, COALESCE(singleton_key, '''')) WHERE state = ''created'' AND policy = ''short''', table_name);
      EXECUTE format('CREATE UNIQUE INDEX %1$s_i2 ON pgboss.%1$I (name, COALESCE(singleton_key, '''')) WHERE state = ''active'' AND policy = ''singleton''', table_name);
      EXECUTE format('CREATE UNIQUE INDEX %1$s_i3 ON pgboss.%1$I (name, state, COALESCE(singleton_key, '''')) WHERE state <= ''active'' AND policy = ''stately''', table_name);
      EXECUTE format('CREATE UNIQUE INDEX %1$s_i4 ON pgboss.%1$I (name, singleton_on, COALESCE(singleton_key, '''')) WHERE state <> ''cancelled'' AND singleton_on IS NOT NULL', table_name);
      EXECUTE format('CREATE INDEX %1$s_i5 ON pgboss.%1$I (name, start_after) INCLUDE (priority, created_on, id) WHERE state < ''active''', table_name);
      EXECUTE format('ALTER TABLE pgboss.%I ADD CONSTRAINT cjc CHECK (name=%L)', table_name, queue_name);
      EXECUTE format('ALTER TABLE pgboss.job ATTACH PARTITION pgboss.%I FOR VALUES IN (%L)', table_name, queue_name);
    END;
    $_$;
CREATE FUNCTION pgboss.delete_queue(queue_name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    DECLARE
      table_name varchar;
    BEGIN
      WITH deleted as (
        DELETE FROM pgboss.queue
        WHERE name = queue_name
        RETURNING partition_name
      )
      SELECT partition_name from deleted INTO table_name;
      EXECUTE format('DROP TABLE IF EXISTS pgboss.%I', table_name);
    END;
    $$;
CREATE FUNCTION public.announce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM pg_notify(TG_ARGV[0], '');
  RETURN NULL;
END
$$;
CREATE FUNCTION public.announce_deletion() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', jsonb_build_object('kind', 'deletion', 'team', NEW.team_id)::text);
  RETURN NULL;
END
$$;
CREATE FUNCTION public.announce_deletion_step() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', jsonb_build_object('kind', 'deletion', 'team', team_id)::text)
  FROM "deletion_plans" WHERE id = NEW.plan_id;
  RETURN NULL;
END
$$;
CREATE FUNCTION public.announce_manifest() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', jsonb_build_object('kind', 'change', 'id', NEW.repository_id)::text);
  RETURN NULL;
END
$$;
CREATE FUNCTION public.announce_repository() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
  news jsonb;
BEGIN
  IF TG_OP = 'DELETE' THEN
    news := jsonb_build_object('kind', 'delete', 'id', OLD.id, 'namespace', OLD.namespace_id,
      'name', OLD.full_name, 'visibility', OLD.visibility);
  ELSE
    news := jsonb_build_object('id', NEW.id, 'kind', CASE
      WHEN TG_OP = 'INSERT' OR NEW.pushed_at > OLD.pushed_at OR NEW.tags_count > OLD.tags_count THEN 'push'
      WHEN NEW.tags_count < OLD.tags_count THEN 'delete'
      WHEN NEW.pulled_at IS DISTINCT FROM OLD.pulled_at THEN 'pull'
      ELSE 'change' END);
  END IF;
  PERFORM pg_notify('catalogue_changed', news::text);
  RETURN NULL;
END
$$;
CREATE FUNCTION public.announce_sync() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  PERFORM pg_notify('catalogue_changed', '{"kind": "sync"}');
  RETURN NULL;
END
$$;
CREATE FUNCTION public.size_due() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  INSERT INTO "size_dues" ("repository_id") SELECT DISTINCT "repository_id" FROM changed;
  RETURN NULL;
END
$$;
CREATE FUNCTION public.size_due_of_gone() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  INSERT INTO "size_dues" ("repository_id", "namespace_id") SELECT "id", "namespace_id" FROM changed;
  RETURN NULL;
END
$$;
CREATE FUNCTION public.size_due_of_read() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  INSERT INTO "size_dues" ("repository_id") VALUES (NEW."repository_id");
  RETURN NULL;
END
$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE pgboss.archive (
    id uuid NOT NULL,
    name text NOT NULL,
    priority integer NOT NULL,
    data jsonb,
    state pgboss.job_state NOT NULL,
    retry_limit integer NOT NULL,
    retry_count integer NOT NULL,
    retry_delay integer NOT NULL,
    retry_backoff boolean NOT NULL,
    start_after timestamp with time zone NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval NOT NULL,
    created_on timestamp with time zone NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    archived_on timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pgboss.job (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text
)
PARTITION BY LIST (name);
CREATE TABLE pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'prune-deletions'::text))
);
CREATE TABLE pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'prune-sessions'::text))
);
CREATE TABLE pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'prune-links'::text))
);
CREATE TABLE pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'rotate-leaf'::text))
);
CREATE TABLE pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = '__pgboss__send-it'::text))
);
CREATE TABLE pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'prune-pulls'::text))
);
CREATE TABLE pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'prune-events'::text))
);
CREATE TABLE pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'sweep-late-pushes'::text))
);
CREATE TABLE pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'settle-people'::text))
);
CREATE TABLE pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'carry-out-rules'::text))
);
CREATE TABLE pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'sync'::text))
);
CREATE TABLE pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'warn-of-ending-tokens'::text))
);
CREATE TABLE pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    singleton_key text,
    singleton_on timestamp without time zone,
    expire_in interval DEFAULT '00:15:00'::interval NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    CONSTRAINT cjc CHECK ((name = 'prune-deliveries'::text))
);
CREATE TABLE pgboss.queue (
    name text NOT NULL,
    policy text,
    retry_limit integer,
    retry_delay integer,
    retry_backoff boolean,
    expire_seconds integer,
    retention_minutes integer,
    dead_letter text,
    partition_name text,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pgboss.schedule (
    name text NOT NULL,
    cron text NOT NULL,
    timezone text,
    data jsonb,
    options jsonb,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pgboss.subscription (
    event text NOT NULL,
    name text NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE pgboss.version (
    version integer NOT NULL,
    maintained_on timestamp with time zone,
    cron_on timestamp with time zone,
    monitored_on timestamp with time zone
);
CREATE TABLE public._prisma_migrations (
    id character varying(36) NOT NULL,
    checksum character varying(64) NOT NULL,
    finished_at timestamp with time zone,
    migration_name character varying(255) NOT NULL,
    logs text,
    rolled_back_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.activities (
    id integer NOT NULL,
    at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    key text NOT NULL,
    actor_id integer,
    actor_name text NOT NULL,
    registry_id integer,
    team_id integer,
    namespace_id integer,
    repository_id integer,
    subject text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    link bytea,
    mac bytea,
    nonce bytea,
    "position" bigint
);
CREATE SEQUENCE public.activities_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.activities_id_seq OWNED BY public.activities.id;
CREATE TABLE public.activity_head (
    id integer DEFAULT 1 NOT NULL,
    "position" bigint NOT NULL,
    link bytea NOT NULL,
    mac bytea NOT NULL,
    sealed_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.application_tokens (
    id integer NOT NULL,
    user_id integer NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    hint text NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp(3) with time zone,
    last_used_at timestamp(3) with time zone,
    actions public."RepositoryAction"[],
    addresses text[],
    patterns text[],
    rotated_at timestamp(3) with time zone,
    warned_at timestamp(3) with time zone
);
CREATE SEQUENCE public.application_tokens_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.application_tokens_id_seq OWNED BY public.application_tokens.id;
CREATE TABLE public.comments (
    id integer NOT NULL,
    repository_id integer NOT NULL,
    author_id integer,
    author_name text NOT NULL,
    body text NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.comments_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.comments_id_seq OWNED BY public.comments.id;
CREATE TABLE public.daily_pulls (
    repository_id integer NOT NULL,
    day date NOT NULL,
    count integer NOT NULL
);
CREATE TABLE public.deleted_rows (
    id integer NOT NULL,
    plan_id integer NOT NULL,
    root text NOT NULL,
    root_id integer NOT NULL,
    relation text NOT NULL,
    "row" jsonb NOT NULL
);
CREATE SEQUENCE public.deleted_rows_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.deleted_rows_id_seq OWNED BY public.deleted_rows.id;
CREATE TABLE public.deletion_plans (
    id integer NOT NULL,
    namespace_id integer,
    subject text NOT NULL,
    selection jsonb NOT NULL,
    contents jsonb NOT NULL,
    fingerprint text NOT NULL,
    by_id integer,
    by_name text NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    executed_at timestamp(3) with time zone,
    undo_until timestamp(3) with time zone,
    undone_at timestamp(3) with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    finished_at timestamp(3) with time zone,
    note text,
    team_id integer NOT NULL,
    try_after timestamp(3) with time zone,
    undo_by_id integer,
    undo_by_name text,
    undoing_at timestamp(3) with time zone,
    repository_id integer,
    turn integer DEFAULT 0 NOT NULL
);
CREATE SEQUENCE public.deletion_plans_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.deletion_plans_id_seq OWNED BY public.deletion_plans.id;
CREATE TABLE public.deletion_steps (
    plan_id integer NOT NULL,
    "position" integer NOT NULL,
    registry_id integer NOT NULL,
    repository text NOT NULL,
    digest text NOT NULL,
    tag text,
    tags text[],
    after text[],
    media_type text NOT NULL,
    payload bytea,
    state public."DeletionState" DEFAULT 'waiting'::public."DeletionState" NOT NULL,
    why text,
    elsewhere text[] DEFAULT ARRAY[]::text[]
);
CREATE TABLE public.drifts (
    id integer NOT NULL,
    registry_id integer NOT NULL,
    repository text NOT NULL,
    tag text DEFAULT ''::text NOT NULL,
    kind public."DriftKind" NOT NULL,
    reason text NOT NULL,
    looks integer DEFAULT 1 NOT NULL,
    run_id integer NOT NULL,
    first_seen_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_seen_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    repair_asked_at timestamp(3) with time zone,
    repair_by_id integer,
    repair_by_name text,
    first_run_id integer
);
CREATE SEQUENCE public.drifts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.drifts_id_seq OWNED BY public.drifts.id;
CREATE TABLE public.emailed_links (
    id integer NOT NULL,
    user_id integer NOT NULL,
    purpose public."LinkPurpose" NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp(3) with time zone NOT NULL
);
CREATE SEQUENCE public.emailed_links_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.emailed_links_id_seq OWNED BY public.emailed_links.id;
CREATE TABLE public.foretold_moves (
    repository_id integer NOT NULL,
    tag text NOT NULL,
    digest text NOT NULL,
    by_name text NOT NULL,
    cause public."MoveCause" NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.founding (
    id integer DEFAULT 1 NOT NULL,
    user_id integer,
    founded_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.manifest_children (
    manifest_id integer NOT NULL,
    "position" integer NOT NULL,
    digest text NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    platform text,
    artifact_type text,
    annotations jsonb
);
CREATE TABLE public.manifest_layers (
    manifest_id integer NOT NULL,
    "position" integer NOT NULL,
    digest text NOT NULL,
    media_type text NOT NULL,
    size bigint NOT NULL,
    created_by text
);
CREATE TABLE public.manifests (
    id integer NOT NULL,
    repository_id integer NOT NULL,
    digest text NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    pushed_at timestamp(3) with time zone NOT NULL,
    pushed_by text DEFAULT ''::text NOT NULL,
    pulled_at timestamp(3) with time zone,
    pulls_count integer DEFAULT 0 NOT NULL,
    read_at timestamp(3) with time zone,
    read_attempts integer DEFAULT 0 NOT NULL,
    read_after timestamp(3) with time zone,
    read_error text,
    payload bytea,
    artifact_type text,
    subject text,
    config_digest text,
    total_size bigint,
    platform text,
    config jsonb,
    built_at timestamp(3) with time zone
);
CREATE SEQUENCE public.manifests_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.manifests_id_seq OWNED BY public.manifests.id;
CREATE TABLE public.memberships (
    id integer NOT NULL,
    team_id integer NOT NULL,
    user_id integer NOT NULL,
    role public."Role" NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);
CREATE SEQUENCE public.memberships_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.memberships_id_seq OWNED BY public.memberships.id;
CREATE TABLE public.namespace_reservations (
    registry_id integer NOT NULL,
    name text NOT NULL,
    deleted_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    until timestamp(3) with time zone NOT NULL
);
CREATE TABLE public.namespace_sizes (
    namespace_id integer NOT NULL,
    stored bigint NOT NULL,
    own bigint NOT NULL,
    unread integer NOT NULL,
    counted_at timestamp(3) with time zone NOT NULL
);
CREATE TABLE public.namespaces (
    id integer NOT NULL,
    registry_id integer NOT NULL,
    name text NOT NULL,
    kind public."NamespaceKind" NOT NULL,
    visibility public."Visibility" NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    team_id integer NOT NULL,
    owner_id integer,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    over_quota boolean DEFAULT false NOT NULL,
    quota bigint,
    immutable_tags text[] DEFAULT ARRAY[]::text[],
    immutable_since timestamp(3) with time zone
);
CREATE SEQUENCE public.namespaces_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.namespaces_id_seq OWNED BY public.namespaces.id;
CREATE TABLE public.pull_counts (
    repository_id integer NOT NULL,
    digest text NOT NULL,
    day date NOT NULL,
    count integer NOT NULL
);
CREATE TABLE public.put_backs (
    repository_id integer NOT NULL,
    tag text NOT NULL,
    since timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    try_after timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    note text
);
CREATE TABLE public.refresh_tokens (
    id integer NOT NULL,
    user_id integer NOT NULL,
    hash bytea NOT NULL,
    service text NOT NULL,
    client_id text NOT NULL,
    address text,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp(3) with time zone NOT NULL,
    last_used_at timestamp(3) with time zone
);
CREATE SEQUENCE public.refresh_tokens_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.refresh_tokens_id_seq OWNED BY public.refresh_tokens.id;
CREATE TABLE public.registries (
    id integer NOT NULL,
    name text NOT NULL,
    hostname text NOT NULL,
    external_hostname text,
    url text NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    ca text,
    pin text
);
CREATE SEQUENCE public.registries_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.registries_id_seq OWNED BY public.registries.id;
CREATE TABLE public.registry_events (
    id bigint NOT NULL,
    event_id text NOT NULL,
    action text NOT NULL,
    repository text NOT NULL,
    occurred_at timestamp(6) with time zone NOT NULL,
    received_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    payload jsonb NOT NULL,
    state public."EventState" DEFAULT 'pending'::public."EventState" NOT NULL,
    reason text,
    attempts integer DEFAULT 0 NOT NULL,
    try_after timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP,
    settled_at timestamp(3) with time zone
);
CREATE SEQUENCE public.registry_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.registry_events_id_seq OWNED BY public.registry_events.id;
CREATE TABLE public.repositories (
    id integer NOT NULL,
    namespace_id integer NOT NULL,
    name text NOT NULL,
    full_name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    tags_count integer DEFAULT 0 NOT NULL,
    pulls_count integer DEFAULT 0 NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    pushed_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    pushed_by text DEFAULT ''::text NOT NULL,
    pulled_at timestamp(3) with time zone,
    visibility public."Visibility",
    immutable_tags text[] DEFAULT ARRAY[]::text[],
    immutable_since timestamp(3) with time zone
);
CREATE SEQUENCE public.repositories_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.repositories_id_seq OWNED BY public.repositories.id;
CREATE TABLE public.repository_blobs (
    repository_id integer NOT NULL,
    digest text NOT NULL,
    size bigint NOT NULL
);
CREATE TABLE public.repository_memberships (
    id integer NOT NULL,
    repository_id integer NOT NULL,
    user_id integer NOT NULL,
    role public."Role" NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);
CREATE SEQUENCE public.repository_memberships_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.repository_memberships_id_seq OWNED BY public.repository_memberships.id;
CREATE TABLE public.repository_sizes (
    repository_id integer NOT NULL,
    stored bigint NOT NULL,
    own bigint NOT NULL,
    unread integer NOT NULL,
    counted_at timestamp(3) with time zone NOT NULL
);
CREATE TABLE public.retention_rules (
    id integer NOT NULL,
    registry_id integer,
    namespace_id integer,
    repository_id integer,
    matching text NOT NULL,
    protecting text NOT NULL,
    newest integer NOT NULL,
    pushed_days integer,
    pulled_days integer,
    latest_of_minor boolean NOT NULL,
    nightly boolean NOT NULL,
    saved_by text NOT NULL,
    saved_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT retention_rules_one_place CHECK ((num_nonnulls(registry_id, namespace_id, repository_id) = 1))
);
CREATE SEQUENCE public.retention_rules_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.retention_rules_id_seq OWNED BY public.retention_rules.id;
CREATE TABLE public.retention_runs (
    repository_id integer NOT NULL,
    at timestamp(3) with time zone NOT NULL,
    deleted integer DEFAULT 0 NOT NULL,
    note text
);
CREATE TABLE public.sessions (
    sid text NOT NULL,
    sess json NOT NULL,
    expire timestamp(6) without time zone NOT NULL
);
CREATE TABLE public.signing_keys (
    id integer NOT NULL,
    kind public."KeyKind" NOT NULL,
    certificate text NOT NULL,
    sealed_key bytea NOT NULL,
    not_before timestamp(3) with time zone NOT NULL,
    not_after timestamp(3) with time zone NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.signing_keys_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.signing_keys_id_seq OWNED BY public.signing_keys.id;
CREATE TABLE public.size_dues (
    id bigint NOT NULL,
    repository_id integer NOT NULL,
    namespace_id integer
);
CREATE SEQUENCE public.size_dues_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.size_dues_id_seq OWNED BY public.size_dues.id;
CREATE TABLE public.stars (
    repository_id integer NOT NULL,
    user_id integer NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.sync_runs (
    id integer NOT NULL,
    registry_id integer NOT NULL,
    cause public."SyncCause" NOT NULL,
    requested_by text DEFAULT ''::text NOT NULL,
    state public."SyncState" DEFAULT 'waiting'::public."SyncState" NOT NULL,
    open boolean DEFAULT true,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    try_after timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    started_at timestamp(3) with time zone,
    listed_at timestamp(3) with time zone,
    finished_at timestamp(3) with time zone,
    cursor text,
    attempts integer DEFAULT 0 NOT NULL,
    listed integer DEFAULT 0 NOT NULL,
    repositories integer DEFAULT 0 NOT NULL,
    tags integer DEFAULT 0 NOT NULL,
    added integer DEFAULT 0 NOT NULL,
    moved integer DEFAULT 0 NOT NULL,
    missing integer DEFAULT 0 NOT NULL,
    removed integer DEFAULT 0 NOT NULL,
    unreadable integer DEFAULT 0 NOT NULL,
    note text
);
CREATE SEQUENCE public.sync_runs_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.sync_runs_id_seq OWNED BY public.sync_runs.id;
CREATE TABLE public.tag_moves (
    id integer NOT NULL,
    repository_id integer NOT NULL,
    tag text NOT NULL,
    digest text,
    at timestamp(3) with time zone NOT NULL,
    by_id integer,
    by_name text NOT NULL,
    cause public."MoveCause"
);
CREATE SEQUENCE public.tag_moves_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tag_moves_id_seq OWNED BY public.tag_moves.id;
CREATE TABLE public.tags (
    id integer NOT NULL,
    repository_id integer NOT NULL,
    manifest_id integer NOT NULL,
    name text NOT NULL,
    author_name text NOT NULL,
    author_id integer,
    pushed_by text NOT NULL,
    pushed_at timestamp(3) with time zone NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    applied_at timestamp(6) with time zone NOT NULL
);
CREATE SEQUENCE public.tags_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tags_id_seq OWNED BY public.tags.id;
CREATE TABLE public.teams (
    id integer NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    hidden boolean DEFAULT false NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);
CREATE SEQUENCE public.teams_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.teams_id_seq OWNED BY public.teams.id;
CREATE TABLE public.tombstones (
    registry_id integer NOT NULL,
    repository text NOT NULL,
    reference text NOT NULL,
    deleted_at timestamp(6) with time zone NOT NULL
);
CREATE TABLE public.users (
    id integer NOT NULL,
    username text NOT NULL,
    email text,
    display_name text,
    password_hash text,
    admin boolean DEFAULT false NOT NULL,
    robot boolean DEFAULT false NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    disabled_at timestamp(3) with time zone,
    current_sign_in_at timestamp(3) with time zone,
    last_sign_in_at timestamp(3) with time zone,
    robot_team_id integer
);
CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
CREATE TABLE public.webhook_deliveries (
    id integer NOT NULL,
    webhook_id integer NOT NULL,
    uuid text NOT NULL,
    event text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    state public."DeliveryState" DEFAULT 'pending'::public."DeliveryState" NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    try_after timestamp(3) with time zone,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    attempted_at timestamp(3) with time zone,
    duration_ms integer,
    request_headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    status integer,
    response_headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    response_body text DEFAULT ''::text NOT NULL,
    error text
);
CREATE SEQUENCE public.webhook_deliveries_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.webhook_deliveries_id_seq OWNED BY public.webhook_deliveries.id;
CREATE TABLE public.webhook_headers (
    id integer NOT NULL,
    webhook_id integer NOT NULL,
    name text NOT NULL,
    sealed_value bytea NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE SEQUENCE public.webhook_headers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.webhook_headers_id_seq OWNED BY public.webhook_headers.id;
CREATE TABLE public.webhooks (
    id integer NOT NULL,
    namespace_id integer NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    method public."WebhookMethod" DEFAULT 'POST'::public."WebhookMethod" NOT NULL,
    content_type public."WebhookContentType" DEFAULT 'json'::public."WebhookContentType" NOT NULL,
    username text,
    sealed_password bytea,
    sealed_secret bytea NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    disabled_at timestamp(3) with time zone,
    busy_until timestamp(3) with time zone,
    told_at timestamp(3) with time zone
);
CREATE SEQUENCE public.webhooks_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.webhooks_id_seq OWNED BY public.webhooks.id;
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 FOR VALUES IN ('prune-deletions');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd FOR VALUES IN ('prune-sessions');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d FOR VALUES IN ('prune-links');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 FOR VALUES IN ('rotate-leaf');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 FOR VALUES IN ('__pgboss__send-it');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 FOR VALUES IN ('prune-pulls');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 FOR VALUES IN ('prune-events');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 FOR VALUES IN ('sweep-late-pushes');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb FOR VALUES IN ('settle-people');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d FOR VALUES IN ('carry-out-rules');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d FOR VALUES IN ('sync');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea FOR VALUES IN ('warn-of-ending-tokens');
ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 FOR VALUES IN ('prune-deliveries');
ALTER TABLE ONLY public.activities ALTER COLUMN id SET DEFAULT nextval('public.activities_id_seq'::regclass);
ALTER TABLE ONLY public.application_tokens ALTER COLUMN id SET DEFAULT nextval('public.application_tokens_id_seq'::regclass);
ALTER TABLE ONLY public.comments ALTER COLUMN id SET DEFAULT nextval('public.comments_id_seq'::regclass);
ALTER TABLE ONLY public.deleted_rows ALTER COLUMN id SET DEFAULT nextval('public.deleted_rows_id_seq'::regclass);
ALTER TABLE ONLY public.deletion_plans ALTER COLUMN id SET DEFAULT nextval('public.deletion_plans_id_seq'::regclass);
ALTER TABLE ONLY public.drifts ALTER COLUMN id SET DEFAULT nextval('public.drifts_id_seq'::regclass);
ALTER TABLE ONLY public.emailed_links ALTER COLUMN id SET DEFAULT nextval('public.emailed_links_id_seq'::regclass);
ALTER TABLE ONLY public.manifests ALTER COLUMN id SET DEFAULT nextval('public.manifests_id_seq'::regclass);
ALTER TABLE ONLY public.memberships ALTER COLUMN id SET DEFAULT nextval('public.memberships_id_seq'::regclass);
ALTER TABLE ONLY public.namespaces ALTER COLUMN id SET DEFAULT nextval('public.namespaces_id_seq'::regclass);
ALTER TABLE ONLY public.refresh_tokens ALTER COLUMN id SET DEFAULT nextval('public.refresh_tokens_id_seq'::regclass);
ALTER TABLE ONLY public.registries ALTER COLUMN id SET DEFAULT nextval('public.registries_id_seq'::regclass);
ALTER TABLE ONLY public.registry_events ALTER COLUMN id SET DEFAULT nextval('public.registry_events_id_seq'::regclass);
ALTER TABLE ONLY public.repositories ALTER COLUMN id SET DEFAULT nextval('public.repositories_id_seq'::regclass);
ALTER TABLE ONLY public.repository_memberships ALTER COLUMN id SET DEFAULT nextval('public.repository_memberships_id_seq'::regclass);
ALTER TABLE ONLY public.retention_rules ALTER COLUMN id SET DEFAULT nextval('public.retention_rules_id_seq'::regclass);
ALTER TABLE ONLY public.signing_keys ALTER COLUMN id SET DEFAULT nextval('public.signing_keys_id_seq'::regclass);
ALTER TABLE ONLY public.size_dues ALTER COLUMN id SET DEFAULT nextval('public.size_dues_id_seq'::regclass);
ALTER TABLE ONLY public.sync_runs ALTER COLUMN id SET DEFAULT nextval('public.sync_runs_id_seq'::regclass);
ALTER TABLE ONLY public.tag_moves ALTER COLUMN id SET DEFAULT nextval('public.tag_moves_id_seq'::regclass);
ALTER TABLE ONLY public.tags ALTER COLUMN id SET DEFAULT nextval('public.tags_id_seq'::regclass);
ALTER TABLE ONLY public.teams ALTER COLUMN id SET DEFAULT nextval('public.teams_id_seq'::regclass);
ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
ALTER TABLE ONLY public.webhook_deliveries ALTER COLUMN id SET DEFAULT nextval('public.webhook_deliveries_id_seq'::regclass);
ALTER TABLE ONLY public.webhook_headers ALTER COLUMN id SET DEFAULT nextval('public.webhook_headers_id_seq'::regclass);
ALTER TABLE ONLY public.webhooks ALTER COLUMN id SET DEFAULT nextval('public.webhooks_id_seq'::regclass);
INSERT INTO pgboss.archive VALUES
	('d8de458d-1747-4f30-96f2-f382eb69a730', '__pgboss__send-it', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.36222+00', '2026-11-28 21:21:11.36222+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.36222+00', '2026-11-28 21:21:11.36222+00', '2026-12-11 22:21:11.36222+00', NULL, NULL, 'singleton', '2026-11-28 22:21:11.413161+00');
INSERT INTO pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 VALUES
	('a3f38c19-ffdd-4cd3-8d15-539741b1eeba', 'prune-deletions', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.373444+00', '2026-11-28 21:21:11.373444+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.373444+00', '2026-11-28 21:21:11.373444+00', '2026-12-11 22:21:11.373444+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd VALUES
	('7de1b202-0f4b-4ad0-8b0f-9c904b976a64', 'prune-sessions', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.3869+00', '2026-11-28 21:21:11.3869+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.3869+00', '2026-11-28 21:21:11.3869+00', '2026-12-11 22:21:11.3869+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d VALUES
	('c177df5e-fb88-4323-9ca9-4ce286f89e04', 'prune-links', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.380813+00', '2026-11-28 21:21:11.380813+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.380813+00', '2026-11-28 21:21:11.380813+00', '2026-12-11 22:21:11.380813+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 VALUES
	('ccc21b20-362f-4a56-873e-7a4908f0865b', 'rotate-leaf', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.403562+00', '2026-11-28 21:21:11.403562+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.403562+00', '2026-11-28 21:21:11.403562+00', '2026-12-11 22:21:11.403562+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 VALUES
	('d8de458d-1747-4f30-96f2-f382eb69a730', '__pgboss__send-it', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.36222+00', '2026-11-28 21:21:11.36222+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.36222+00', '2026-11-28 21:21:11.36222+00', '2026-12-11 22:21:11.36222+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 VALUES
	('c6ccc614-5dae-4567-acdd-5d7bdd529bec', 'prune-pulls', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.383595+00', '2026-11-28 21:21:11.383595+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.383595+00', '2026-11-28 21:21:11.383595+00', '2026-12-11 22:21:11.383595+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 VALUES
	('1f42c00d-ff8e-4eec-afe1-f76754407d5d', 'prune-events', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.375541+00', '2026-11-28 21:21:11.375541+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.375541+00', '2026-11-28 21:21:11.375541+00', '2026-12-11 22:21:11.375541+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 VALUES
	('664ba1dd-ed1a-4ab1-85e1-98a387a3f743', 'sweep-late-pushes', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.406799+00', '2026-11-28 21:21:11.406799+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.406799+00', '2026-11-28 21:21:11.406799+00', '2026-12-11 22:21:11.406799+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb VALUES
	('65a1f5e3-268f-4ee4-9ed1-43830985a09f', 'settle-people', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.405687+00', '2026-11-28 21:21:11.405687+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.405687+00', '2026-11-28 21:21:11.405687+00', '2026-12-11 22:21:11.405687+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d VALUES
	('7d782b84-bf8b-45ad-8038-9d6c342ab4bf', 'carry-out-rules', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.371404+00', '2026-11-28 21:21:11.371404+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.371404+00', '2026-11-28 21:21:11.371404+00', '2026-12-11 22:21:11.371404+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d VALUES
	('ed0b3c8f-237f-4fba-bec8-cd8d07f40065', 'sync', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.407712+00', '2026-11-28 21:21:11.407712+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.407712+00', '2026-11-28 21:21:11.407712+00', '2026-12-11 22:21:11.407712+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea VALUES
	('1463d0de-2c3e-41dd-b233-9b77530dcf33', 'warn-of-ending-tokens', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.411199+00', '2026-11-28 21:21:11.411199+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.411199+00', '2026-11-28 21:21:11.411199+00', '2026-12-11 22:21:11.411199+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 VALUES
	('49b0b8ec-e984-4041-908f-a464cb937371', 'prune-deliveries', 0, NULL, 'completed', 3, 0, 0, false, '2026-11-28 22:21:11.374411+00', '2026-11-28 21:21:11.374411+00', NULL, NULL, '00:15:00', '2026-11-28 22:21:11.374411+00', '2026-11-28 21:21:11.374411+00', '2026-12-11 22:21:11.374411+00', NULL, NULL, 'singleton');
INSERT INTO pgboss.queue VALUES
	('__pgboss__send-it', 'standard', NULL, NULL, NULL, NULL, NULL, NULL, 'j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3', '2026-11-28 22:20:37.524738+00', '2026-11-28 22:20:37.524738+00'),
	('rotate-leaf', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39', '2026-11-28 22:20:37.572612+00', '2026-11-28 22:20:37.572612+00'),
	('prune-events', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5', '2026-11-28 22:20:37.627597+00', '2026-11-28 22:20:37.627597+00'),
	('settle-people', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb', '2026-11-28 22:20:37.673275+00', '2026-11-28 22:20:37.673275+00'),
	('prune-links', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d', '2026-11-28 22:20:37.703603+00', '2026-11-28 22:20:37.703603+00'),
	('warn-of-ending-tokens', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea', '2026-11-28 22:20:37.759843+00', '2026-11-28 22:20:37.759843+00'),
	('sweep-late-pushes', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62', '2026-11-28 22:20:37.788451+00', '2026-11-28 22:20:37.788451+00'),
	('prune-deletions', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1', '2026-11-28 22:20:37.852427+00', '2026-11-28 22:20:37.852427+00'),
	('prune-pulls', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997', '2026-11-28 22:20:37.89224+00', '2026-11-28 22:20:37.89224+00'),
	('carry-out-rules', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d', '2026-11-28 22:20:37.912535+00', '2026-11-28 22:20:37.912535+00'),
	('prune-deliveries', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7', '2026-11-28 22:20:37.953507+00', '2026-11-28 22:20:37.953507+00'),
	('sync', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d', '2026-11-28 22:20:38.056637+00', '2026-11-28 22:20:38.056637+00'),
	('prune-sessions', 'singleton', 3, 30, NULL, NULL, NULL, NULL, 'j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd', '2026-11-28 22:20:38.126033+00', '2026-11-28 22:20:38.126033+00');
INSERT INTO pgboss.schedule VALUES
	('rotate-leaf', '*/10 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.624222+00', '2026-11-28 22:20:37.624222+00'),
	('prune-events', '7 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.672226+00', '2026-11-28 22:20:37.672226+00'),
	('settle-people', '47 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.69358+00', '2026-11-28 22:20:37.69358+00'),
	('prune-links', '27 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.756985+00', '2026-11-28 22:20:37.756985+00'),
	('warn-of-ending-tokens', '17 6 * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.785598+00', '2026-11-28 22:20:37.785598+00'),
	('sweep-late-pushes', '* * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.847023+00', '2026-11-28 22:20:37.847023+00'),
	('prune-deletions', '57 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.881663+00', '2026-11-28 22:20:37.881663+00'),
	('prune-pulls', '23 4 * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.911557+00', '2026-11-28 22:20:37.911557+00'),
	('carry-out-rules', '*/10 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.951539+00', '2026-11-28 22:20:37.951539+00'),
	('prune-deliveries', '52 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:37.984529+00', '2026-11-28 22:20:37.984529+00'),
	('sync', '*/5 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:38.124891+00', '2026-11-28 22:20:38.124891+00'),
	('prune-sessions', '37 * * * *', 'UTC', NULL, '{}', '2026-11-28 22:20:38.145719+00', '2026-11-28 22:20:38.145719+00');
INSERT INTO pgboss.subscription VALUES
	('nightly', 'sync', '2026-11-28 22:21:11.427691+00', '2026-11-28 22:21:11.427691+00');
INSERT INTO pgboss.version VALUES
	(24, NULL, '2026-11-28 22:20:37.573908+00', NULL);
INSERT INTO public._prisma_migrations VALUES
	('637b1d63-a583-4c16-b0fb-e90f0e6c04ce', 'ff1733924b6692ae4d9e7ae7472aaa942cb526b9956b6423ebe537f6e08c091e', '2026-11-28 22:20:36.255+00', '20261124165000_recount_sizes', NULL, NULL, '2026-11-28 22:20:36.246+00', 1),
	('3e3f1f94-6040-40ee-93e7-86af85907bf3', '8626568f4dc19f43efe378381926389f11dc0a48a3df808297dc92f7b5906d99', '2026-11-28 22:20:36.121+00', '20261124115000_daily_pulls', NULL, NULL, '2026-11-28 22:20:36.083+00', 1),
	('d36ba891-3a75-4057-bbd6-d45eac9fbb32', '454e6ca532fe99cc96665fa58c0c4ce96bbf48cfb0b30e2d5f26279cc63c4dc1', '2026-11-28 22:20:35.449+00', '20261124000000_init', NULL, NULL, '2026-11-28 22:20:35.238+00', 1),
	('b3c3c879-4b18-4a13-acaa-ec5a27637ebd', '3a71d41cef55d5df4ccee604dc8bee7b5833d3638cfacae035665372395d9020', '2026-11-28 22:20:35.842+00', '20261124081528_deletion_plans', NULL, NULL, '2026-11-28 22:20:35.798+00', 1),
	('3df9b827-6d9b-4f19-96b3-ff487c4b3015', '82e77d9e209d50d61ff07a121d50616279d56925f17fbddde3a50c176f9e6507', '2026-11-28 22:20:35.478+00', '20261124000100_notify', NULL, NULL, '2026-11-28 22:20:35.457+00', 1),
	('341a0822-6282-4f21-9999-a984652af22b', '7cff26c6a6f73e0ef22ffc71c1313180e26fab29fc7ee2564e2b119e379b1570', '2026-11-28 22:20:35.512+00', '20261124000200_sessions_of_a_person', NULL, NULL, '2026-11-28 22:20:35.496+00', 1),
	('eddc8c9a-fa50-4426-9725-ae41cc9bf497', '9057a18331af3d8695bbde00e08e253ba7f0afabbb1125b59dd32e0b19b244a3', '2026-11-28 22:20:35.867+00', '20261124103610_retention_rules', NULL, NULL, '2026-11-28 22:20:35.844+00', 1),
	('93ee7dd9-25da-4dca-8dda-5ab3f4369703', 'a7723f8a52bd6e650a1db07747a1190bdb707612a83dfcc3beece55e1419fbbc', '2026-11-28 22:20:35.562+00', '20261124070120_reserved_names', NULL, NULL, '2026-11-28 22:20:35.532+00', 1),
	('1888b102-afa4-4265-82ef-f91dbafd2d88', '43cc7da4baee9ba9a60c3c472959a65ed322e0469b227cf1bf9a5e832de95897', '2026-11-28 22:20:36.3+00', '20261124180458_turns', NULL, NULL, '2026-11-28 22:20:36.294+00', 1),
	('4983c9be-8972-4fa3-b5da-546ab213eacc', '665bdd4484b69ccbca96349891663d4913ecf3ff8492864986ab5fc35c1317a4', '2026-11-28 22:20:36.146+00', '20261124115001_last_use', NULL, NULL, '2026-11-28 22:20:36.124+00', 1),
	('6c149714-ee51-45f9-818a-b1d074254982', 'd7109a8c9b514770c6c91a4052f28eec996be1e651552e86d7fb602403ce252d', '2026-11-28 22:20:35.592+00', '20261124074142_finer_rights', NULL, NULL, '2026-11-28 22:20:35.567+00', 1),
	('172346bb-fac0-462c-826b-9c0696ef6683', '4e4bef03195d44f8a4e59e4b84e9c722b45684cbf8ac85e98aad2d53c2a898b5', '2026-11-28 22:20:35.911+00', '20261124104835_deletions_go_on', NULL, NULL, '2026-11-28 22:20:35.872+00', 1),
	('f6cf1864-64e4-4d0b-bde9-782a20a245d8', '00917cb1f6300b45007cf0b9e348999729ba3ce616d5aa6994856abd0d1db3d5', '2026-11-28 22:20:35.639+00', '20261124075139_audit_chain_stars_comments', NULL, NULL, '2026-11-28 22:20:35.608+00', 1),
	('c86d2c7b-036c-478e-b2e9-504e952f8458', 'bc5003b8d5c69f7789d39679ffb1a4654610eeb7b738075af4b81c595bc54f77', '2026-11-28 22:20:35.664+00', '20261124075200_search', NULL, NULL, '2026-11-28 22:20:35.644+00', 1),
	('4920d763-9756-48c6-9a0e-5f0c393bd071', '37528c09690992ce0ea88d5e88c201b5752a66cce43995b757f0d80bfe0c5a6d', '2026-11-28 22:20:35.976+00', '20261124110000_webhooks', NULL, NULL, '2026-11-28 22:20:35.915+00', 1),
	('f57cea50-2653-464e-b7e2-abebb2f0eaa2', 'fb3a21696410b5d754297e7a90b0da970597bc6e1c0feb97db80ee2fbae909b2', '2026-11-28 22:20:35.695+00', '20261124075201_letters_and_trust', NULL, NULL, '2026-11-28 22:20:35.665+00', 1),
	('b8755ea7-7ac0-47db-9c47-27b46daeb97c', 'aa0e57928e5eb54fbaacaf853bc60f1d25274c7c98739a5371e2c658cc26153d', '2026-11-28 22:20:36.271+00', '20261124165100_immutable_since', NULL, NULL, '2026-11-28 22:20:36.257+00', 1),
	('d9fe053b-5ac6-4099-882b-41d24dd1d750', 'b37c4d0a0e7dfa94f7ce9c6a240a00c9aa1d9ccc75dfb8117f46fa24c84bebac', '2026-11-28 22:20:36.203+00', '20261124115600_immutable_tags', NULL, NULL, '2026-11-28 22:20:36.147+00', 1),
	('2f3bd4ed-2f17-49b5-be63-080ba21c265a', '1d9a3c16a05dd0fcfd475c526335d402c71a5e0b41f172a9ac820018db94d80a', '2026-11-28 22:20:35.748+00', '20261124075813_sync_runs_and_drift', NULL, NULL, '2026-11-28 22:20:35.702+00', 1),
	('903303c1-527b-4a71-8bd5-49de42a6eec9', '34cfabd66b6546e68a568f5f79666e198c9904c465e1c624b660d5098c225533', '2026-11-28 22:20:36.013+00', '20261124110201_sizes_and_quota', NULL, NULL, '2026-11-28 22:20:35.979+00', 1),
	('62f232b9-e684-4d34-abac-dc505451dba4', '768c9ad89f30df8730beb79249b757200c38a0a49842cb4d17678949eae087f7', '2026-11-28 22:20:35.796+00', '20261124080425_tag_moves', NULL, NULL, '2026-11-28 22:20:35.75+00', 1),
	('f8230cad-206d-4983-9015-89499d211bbe', '331b9d0d30d3b8bd53e5001efe8e7728ea3363dab391666248bf6fd40f7588ff', '2026-11-28 22:20:36.037+00', '20261124113100_catalogue_news', NULL, NULL, '2026-11-28 22:20:36.014+00', 1),
	('5ef59a59-cfbf-4552-ae92-8e92fa3bb789', '638b638c4c730b05f0d01066d46bfd1f9d4c468d9b0d34ec29e019943949a074', '2026-11-28 22:20:36.236+00', '20261124163913_deletion_of_repository', NULL, NULL, '2026-11-28 22:20:36.215+00', 1),
	('1f657a95-034a-4837-9689-eb0433dfabb8', '684aa79ed47623d918e5e2703584709821db6b94ec6d55f5b4c45f637a3fc599', '2026-11-28 22:20:36.078+00', '20261124114500_drifts_to_repair', NULL, NULL, '2026-11-28 22:20:36.05+00', 1),
	('de093af0-3d1d-464e-bbe9-9e30132cf28e', 'bfcac2260e91633e0b8728b245364d24261be64b29b612b5a1a511a590fda1e0', '2026-11-28 22:20:36.28+00', '20261124165324_drift_first_run', NULL, NULL, '2026-11-28 22:20:36.274+00', 1),
	('cfb767bd-a036-4c36-8542-8b7bb463783a', 'af87fa62c52eb12f64fb2067eb57646ffdd6f3c1d26bcf06dc8bb9dd8f991445', '2026-11-28 22:20:36.245+00', '20261124164551_webhook_turns', NULL, NULL, '2026-11-28 22:20:36.238+00', 1),
	('37f53ff7-7424-4689-b9a7-1e2b3b2519d5', 'fade4dec5ed1dbbe7e75e22720ac266b239639e53e85754b2a55e753ee23e806', '2026-11-28 22:20:36.292+00', '20261124171500_unread_manifests', NULL, NULL, '2026-11-28 22:20:36.284+00', 1);
INSERT INTO public.activities VALUES
	(1, '2026-11-28 22:20:38.732+00', 'user.create', 1, 'ada', NULL, NULL, NULL, NULL, 'ada', '{}', '\xa5ffa1ea9ba663fd9c90a6e8d6e058625bf55d7259ad12c2f75d4d95c2fa028e', '\x44682187977a5eda2557c5367a1d23e0a5bf6de12a4996276ee4b0b65c8bbcf6', '\x70c74f4372a4240c40fdb1ae', 1),
	(2, '2026-11-28 22:20:38.821+00', 'user.sign_in', 1, 'ada', NULL, NULL, NULL, NULL, 'ada', '{"address": "127.0.0.1"}', '\x6cc0377f1bbee81a46cb01b77345a19c1d59a1ea4a7ba5f084f0af6c1bdaf2dc', '\x09f0840cce549fe8fdf8d282c22fee3aba00b8a658c2af11c05eef0fc0386f54', '\xc58c9af13048434d758fd781', 2),
	(3, '2026-11-28 22:20:39.064+00', 'user.create', 2, 'olga', NULL, NULL, NULL, NULL, 'olga', '{}', '\x5d625a555cf20deb579ff9a6b333ca4d9d54c66b38f7e6c367a366eb02201ecf', '\xd38d8badc0572a0a4fa8b31fdecaa3ea9037fd9f927ab3d54de8ca412fe3703a', '\xda6bcf9b7afd976bf931aa73', 3),
	(4, '2026-11-28 22:20:39.073+00', 'user.sign_in', 2, 'olga', NULL, NULL, NULL, NULL, 'olga', '{"address": "127.0.0.1"}', '\x3a76ae65d68ffe040ee3fef7a2cbc9696bd764242a434d4ffb0dc695da6ec520', '\x700db214871c2134a663ccc1ca1b50442d264776bb55d4a73e8dec631f9787a3', '\x8331f937ac8a1db6804c728e', 4),
	(5, '2026-11-28 22:20:39.153+00', 'user.create', 3, 'carl', NULL, NULL, NULL, NULL, 'carl', '{}', '\x127f35152334b63b41aa4b4a2ebe2ec766ab0d983522fa34debc22b96e3ccc9e', '\xc78a46f5ff3b6e8d26541290ca1ed238c2298ef9bf9c69ba4ca760c45b81b7c2', '\x9f9718ae60628ed800eb24b3', 5),
	(6, '2026-11-28 22:20:39.174+00', 'user.sign_in', 3, 'carl', NULL, NULL, NULL, NULL, 'carl', '{"address": "127.0.0.1"}', '\x887708add0eb3f6dba781fe7e7a6c165e53c58c6c130cda9a23d1938b8552dc3', '\x3e24408b90fdda0fa0b259fa21844df9a0da601b918048152aa39168291a58d2', '\x5881db6793c97143d6b4fe73', 6),
	(7, '2026-11-28 22:20:39.276+00', 'user.create', 4, 'vera', NULL, NULL, NULL, NULL, 'vera', '{}', '\xf69f12396b2af63598a37d7738e4e6b829e8c9d223afde43581c9f3bff53d25d', '\x2aa975438c838386930137fdf7edaba35be069e95b07b1deb5f0e53c01a6886f', '\x5020866a122244e7454c7916', 7),
	(8, '2026-11-28 22:20:39.283+00', 'user.sign_in', 4, 'vera', NULL, NULL, NULL, NULL, 'vera', '{"address": "127.0.0.1"}', '\x02fbf2adb1eb2c2027fb0688dfc00fb072eb9cd670f53c801aee3699619456c7', '\x819eef676568ba796ed84033fb01b011a5c6a8203eb685d7b45fe5d857e5125b', '\x99b842751e07198bc0ca033b', 8),
	(9, '2026-11-28 22:20:39.368+00', 'user.create', 5, 'sam', NULL, NULL, NULL, NULL, 'sam', '{}', '\x1f4a6561a9b182b13b89a829b5744ff703021790b174cb8065acdc031df9264f', '\x884541704abeb94f13961b334cefb5c02ac84dbd5d4258d6dcd54371b0ad73dd', '\x752798abf3680615aae42540', 9),
	(10, '2026-11-28 22:20:39.383+00', 'user.sign_in', 5, 'sam', NULL, NULL, NULL, NULL, 'sam', '{"address": "127.0.0.1"}', '\x9846d39921aec4162ba72fe714ee049329e568c75acf6211b965b58c6d773b6f', '\x7185136276491500f2dca9a45c2772f59d898b266b68b0428c7678af92020e6a', '\xa4021a8935855b43ad9c4115', 10),
	(11, '2026-11-28 22:20:39.574+00', 'user.create', 6, 'dora', NULL, NULL, NULL, NULL, 'dora', '{}', '\xc68dc4e9cc8c424e0edca00d4d766681c63d317742b387874d3fa453909f6813', '\xfebbaae30fa2af5b04dfc70de04a821b35401a2527d2ae26574e96d819331f0f', '\x3ef1f3118c44af22df58f76a', 11),
	(12, '2026-11-28 22:20:39.583+00', 'user.sign_in', 6, 'dora', NULL, NULL, NULL, NULL, 'dora', '{"address": "127.0.0.1"}', '\x9004cbd668abf4a0658475ee11e6318fd5ddb331bcd412e42aac4b3ee6193cba', '\x212db1cc63c4c3dc152fb869eacedaa2cb73f5044f0164c4ebe882bbf0125505', '\x3bf736a6675a6e1d12d45ef9', 12),
	(13, '2026-11-28 22:20:39.659+00', 'application_token.create', 1, 'ada', NULL, NULL, NULL, NULL, 'laptop', '{"owner": "ada"}', '\x89232277b1f38b4c12d84fca1812d9ef1adacfdb48107368e1ae95198062f102', '\xdc167821dcb09cd8054f53e31746d23c57c2000a95eb70a4b8977f838da57eed', '\x34b3ace13ba812059cda9d57', 13),
	(14, '2026-11-28 22:20:39.714+00', 'application_token.create', 2, 'olga', NULL, NULL, NULL, NULL, 'laptop', '{"owner": "olga"}', '\x77fd28c44d496bccfea73719a4d4a7612ed8ede76bcf48952adc5c53fbef417f', '\x389a85405db3b1183325130b680597f13461978187d44946aec26ad6b5b050d3', '\x9df44d6e921824859b952961', 14),
	(15, '2026-11-28 22:20:39.786+00', 'application_token.create', 3, 'carl', NULL, NULL, NULL, NULL, 'laptop', '{"owner": "carl"}', '\x7f5b0eca09e675ef33463880f23fa1bd7b2fbc63d58cd64e86c65d3954ff9879', '\xc7d4bad15081b53ccb2cc11b59bc4cc2233d2953a594e6b849fdf4aafa631476', '\x6f59b54ca93c3503e0a1f1a3', 15),
	(16, '2026-11-28 22:20:39.83+00', 'application_token.create', 2, 'olga', NULL, NULL, NULL, NULL, 'ci', '{"owner": "olga"}', '\xf2c003ae95e6a146deb831a2724f4896436d9f8ea56114071bee340ad31fd8a1', '\x018ea3f4d36c782441b79f8fa05f612d098000b718d6a359c07482e2f84be4b5', '\xd793897a2f598e30c22391a8', 16),
	(17, '2026-11-28 22:20:39.905+00', 'team.create', 2, 'olga', NULL, 8, NULL, NULL, 'north', '{}', '\x172fb2fa69d046a9796f63304e596f47ec29084a0253d4ce159125d6f258f2b1', '\xba7c8ae63e610566c8514ba414d5fbbfe3e9fa3368236dddc4595a03bd4ffae9', '\x4aa9e6335fcf11726a331df9', 17),
	(18, '2026-11-28 22:20:39.976+00', 'team.add_member', 2, 'olga', NULL, 8, NULL, NULL, 'north', '{"role": "contributor", "member": "carl"}', '\x43b2d099fa4c79b28162dac1a26c0d041a1000bb14b60d7673207a1e3916299d', '\x1f53a49bfc7a89247653c44a62d0e40ee3bd6fdc787e405464f692b8d3683086', '\xa14b8801b773665e72d9c4b7', 18),
	(19, '2026-11-28 22:20:40.014+00', 'team.add_member', 2, 'olga', NULL, 8, NULL, NULL, 'north', '{"role": "viewer", "member": "vera"}', '\x1a0e8c45f79fdd55b0b51736bd802f83d3b5cf7f4d325432729d48f9bc90d737', '\x40f6057d7d351984c0ba99acf2013894c8342581ca501e3ed6a9fc4106f3d095', '\x8562c0f29b592353c854afc3', 19),
	(20, '2026-11-28 22:20:40.048+00', 'team.add_member', 2, 'olga', NULL, 8, NULL, NULL, 'north', '{"role": "owner", "member": "dora"}', '\x473395cb8e62f60e082b819555f8bf9a60b6b650d3f9dc5af7e723a7cf7df90b', '\xba48bcbd3a4dfcd42caccef9a5181e19e719e240fac6ae63104b93c465049431', '\x70df1b6bef6d430c84e02a90', 20),
	(21, '2026-11-28 22:20:40.074+00', 'team.create', 1, 'ada', NULL, 9, NULL, NULL, 'south', '{}', '\xf3a27709fad8c164a8e1e16e384e2fc8802ae3b547113ee451a11066f200aec5', '\x545d6bc6810b4b546e8b3b4f67da8d3e84d373c90a5867a18f926e9a82f75ef5', '\xcf2b204e54a06fc112d74a1d', 21),
	(22, '2026-11-28 22:20:40.114+00', 'namespace.create', 2, 'olga', 1, 8, 8, NULL, 'north', '{"team": "north", "visibility": "private"}', '\x93a6eebc6357154b4c2c81c29f1a4c774e453ab8c3c5c3a01fc29ed53c46853f', '\xca36bc660dae17063a82e45222d26f1c8773c614eb9c8090cbb3aae2cfe2feb6', '\x9c5e7cc171e2798e94200c33', 22),
	(26, '2026-11-28 22:20:40.58+00', 'robot.create', 2, 'olga', NULL, 8, NULL, NULL, 'north+builder', '{"role": "contributor"}', '\x94821d4426a651ca9be7d7710c370a23a6f023c52b7e7a1b20d12eceab3e95a1', '\x6b96c6e15e17a842fb7e34797c38354decd81182ed8c7a7e6b89dec811442bad', '\xafbacf3e3942f2d29e637b8e', 26),
	(27, '2026-11-28 22:20:40.615+00', 'application_token.create', 2, 'olga', NULL, NULL, NULL, NULL, 'default', '{"owner": "north+builder"}', '\xd69aeb1b4d3576793a4e4f9c44e4104938b06d6a0e1c19e717f5a2c7e23910f7', '\x157071119d49f510e1ec3494e40b2d884782a9c434561db89db2516138ddbc17', '\x35fcc11dc4a1a8540445fb7a', 27),
	(28, '2026-11-28 22:20:40.727+00', 'namespace.change_immutable_tags', 2, 'olga', 1, 8, 8, NULL, 'north', '{"old": [], "patterns": ["v*", "!v0.*"]}', '\xe6dae7e7a796aa67e3e6eeecb6efe6ddecba6c806bfbd28971d53bc1a612b8f9', '\xa87372c8d6b07db443ddbc544ab530495bfff710b775c1eeea2ee2fe8dfdf694', '\x8f434d5112aabb9e51a6e3e5', 28),
	(35, '2026-11-28 22:20:42.728+00', 'repository.push', 3, 'carl', 1, 8, 8, 1, 'north/app', '{"tag": "v1.1", "digest": "sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25"}', '\xca9ddb55bc3c2dc0fa33130040c8096bc7e03416f4895ee9f94cfb36392650bb', '\xdfd4883d615b783924ff4f56e8566f1854fb2dc66f5108df086fa90a17218da9', '\x8969c520540e01fd6a8d7adc', 35),
	(36, '2026-11-28 22:20:42.909+00', 'repository.push', 3, 'carl', 1, 8, 8, 1, 'north/app', '{"tag": "latest", "digest": "sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25"}', '\xae4f890cbd0e8e01dbdef8c2d62694ed222b8ee5778033731b086966ddb02dec', '\x1e84ea30212bdc32912764ce06c081dce7534658a65c65df59ffc77968687148', '\xa3a0ac770901a48366a04fd1', 36),
	(23, '2026-11-28 22:20:40.259+00', 'namespace.create', 1, 'ada', 1, 9, 9, NULL, 'open', '{"team": "south", "visibility": "private"}', '\x73d3230b1bf4065fc1ad1f68390c03a34fa9f17c4a05195afd8ed2e86c018df9', '\xe58e0fb428b62c1dcabec68730b26599906ad5b252c259f792bb49aa15a1a025', '\x69953d990a75fb096ee0d73b', 23),
	(24, '2026-11-28 22:20:40.37+00', 'namespace.change_namespace_description', 1, 'ada', 1, 9, 9, NULL, 'open', '{}', '\xf22cfdbb0e9507ef0c8e15ba54fc5fa2656a29b1525e98e861cd9f3600002091', '\x3a922fcffb2a5bf9eb044ccbe2f0f8abeff380ef434fb9555ac8eba1dab4f3fa', '\x976fc24e5e30548c2bb44d86', 24),
	(25, '2026-11-28 22:20:40.529+00', 'namespace.change_visibility', 1, 'ada', 1, 9, 9, NULL, 'open', '{"old": "private", "visibility": "public"}', '\xdfa5fd5550e65f79a6b17a20e8802e74d81955b37a14d6983bc855452e1605d0', '\x1c73055dfb1cbb20f5e92015cdfe83442a7ba8137418b68c2f932cb97c9aa2db', '\xf330c3941cd568ff8ba4a06a', 25),
	(29, '2026-11-28 22:20:40.794+00', 'namespace.set_quota', 1, 'ada', 1, 8, 8, NULL, 'north', '{}', '\x6e0adf6d01830669c1faa1542cf7725de7b9fda263ba63d9a0a3e998d66de4ce', '\xb7417290b9708ed0f62d929cb990a07bf3f84ea8d1b07b88e0bdba0504b18c89', '\x081d54eaa909604e3bccbd0c', 29),
	(30, '2026-11-28 22:20:40.848+00', 'user.update', 3, 'carl', NULL, NULL, NULL, NULL, 'carl', '{}', '\x8a7d7f13219e2775464b29a6b20ed1dbfeaa5a2360df5def5c7d25c5d3f9506d', '\x9b33192cc79d40b6a23485917fbf7b04e818350807ea0ba9745dfa42ae85e2bf', '\x484ddb7bc4471fa2769b1994', 30),
	(31, '2026-11-28 22:20:40.904+00', 'webhook.create', 2, 'olga', 1, 8, 8, NULL, 'chat', '{"namespace": "north"}', '\x5b14ad3682bd70f11b615b408cf34f590c10ed639f43dd2bdddeeabfe1210709', '\xe2c6b9436541ee6ac194fe5f3ee090bb2986c64b8bab4b17b4c497d573d7118a', '\x1001ecc9d292c3f559aafb4c', 31),
	(32, '2026-11-28 22:20:40.953+00', 'webhook.update', 2, 'olga', 1, 8, 8, NULL, 'chat', '{"namespace": "north"}', '\x86928d300f15d13343f550255bda0eee35421b13deaff3a6216efcb8a49e5324', '\x4fcdc4c99569ef4214c51b94e52f497317ee887a01855a7740debab49640d839', '\x64fcfa0bf697edb6b945d3db', 32),
	(33, '2026-11-28 22:20:40.992+00', 'webhook.create', 2, 'olga', 1, 8, 8, NULL, 'gone', '{"namespace": "north"}', '\xa70bbfaf36a8c6707d536fc0560375e877a818ccc6c7982f5062cfc8c2413cad', '\x8eca56d62133558f640baa9cc8321bb93886d928884d39caeba08b2076aaa9a1', '\xee7baa53c73c22c34b4714cc', 33),
	(34, '2026-11-28 22:20:41.37+00', 'repository.push', 3, 'carl', 1, 8, 8, 1, 'north/app', '{"tag": "v1.0", "digest": "sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c"}', '\xe0e14a5d7b6e014a33a247f900afc917fc1b2531783573e09c7b933e5f500fa4', '\xc75a7be3b5107170485d65c3d8ba5cffebff3bc2a34378926a4b1ab3490e2363', '\xeea5e3bf94c2147dc4bf07d9', 34),
	(37, '2026-11-28 22:20:44.2+00', 'repository.push', 3, 'carl', 1, 8, 8, 1, 'north/app', '{"tag": "latest", "digest": "sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd"}', '\xa600493b5d47466e5a169c9404965ba7b98f53c3e1228d1888fb562f5f140d28', '\x4d21f74582f44dcddd4398c72cc6973bb12bbe452ce11c6bc8fc322d0a12d3d8', '\xc8b95839067b54cd0c86b593', 37),
	(38, '2026-11-28 22:20:44.572+00', 'repository.push', 2, 'olga', 1, 8, 8, 1, 'north/app', '{"tag": "multi", "digest": "sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3"}', '\xea3920b948a58af115e56ba7f42871f095b1f85d07b74c47609bce2dbb2b61e7', '\x06ed10857ccd5447169489ba8cfd96e2f055fc4eca73f689f15fc196522375d4', '\x294509682ab2640c83e6ebd4', 38),
	(39, '2026-11-28 22:20:45.042+00', 'repository.push', 3, 'carl', 1, 8, 8, 9, 'north/chart', '{"tag": "1.0.0", "digest": "sha256:9cf7117b68804262ddaf02a907de9ca84b658c1b933b11dce4f8c6630dbd1c48"}', '\x16745bdf39df26dfe6e03eaef1a9921a466f642839bdbebca7d533848f1bb88a', '\x9f438da7b82541fc05822ef3349a1d54f9e754996c6d9c247669045c5d8a9cc6', '\xec1ab91e703845487e6aaf2c', 39),
	(40, '2026-11-28 22:20:45.314+00', 'repository.push', 3, 'carl', 1, 8, 8, 10, 'north/old', '{"tag": "1", "digest": "sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156"}', '\xb83d115d7a99d70da7317d20c632ed21a6eed9c99fe2d896dad0c690e7fe43eb', '\x7ebbdbf4fffd701910f4cca4bb9e66757385565958d7866ee198685ee1dccb11', '\xb897d1a4364ad35cfede795b', 40),
	(41, '2026-11-28 22:20:45.588+00', 'repository.push', 3, 'carl', 1, 8, 8, 10, 'north/old', '{"tag": "2", "digest": "sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877"}', '\xc87930cded867370440806ce87d3e4488f83654c479707ef359f4a7f49834a39', '\x2c2a4b808bd3bf79895537e44f6a715be895917d440744d3ecb1322ceaf7cd10', '\xe681e189530097ce1c686f17', 41),
	(42, '2026-11-28 22:20:46.017+00', 'repository.push', 3, 'carl', 1, 8, 8, 12, 'north/spare', '{"tag": "1", "digest": "sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a"}', '\x946e1287fc3bd10374e56f7fdb46666ee241f5bb64f0556184409e8d00528d41', '\xfd6dec2f6b56bd91e7292cc9226fd73322cee372c220fe4c0b88cc3cc164ddfa', '\x1aca6f79240a0ea757e9c1d8', 42),
	(43, '2026-11-28 22:20:46.215+00', 'repository.push', 3, 'carl', 1, 8, 8, 12, 'north/spare', '{"tag": "2", "digest": "sha256:950130ac418fcec97eaca26c2cd891ab5b34639073525111abb63f02de203e0a"}', '\x63251e17caff4b7d798d1714e478a62064409bdba27521a57dc4b717e364a39a', '\x43bf928f96405bf398e0cd94fce1e9165745f474c97265534095e68c30de492d', '\xf3babc93d362d2d13b0b8044', 43),
	(44, '2026-11-28 22:20:46.514+00', 'repository.push', 1, 'ada', 1, 9, 9, 14, 'open/tool', '{"tag": "1", "digest": "sha256:1c07c45342d77b08a107159197adab9445d13490d926f7df38d7012624f47dd9"}', '\x7b59da4a7d363cc75b8e31c77f7d9cb1ddacddff50a2f9807d2d9db025bab539', '\xbbd0f2bf462f19c530cbe1910fea668b9d1ce251585eb1f2c2262fc6740f99b2', '\xb2661330e213774e09969653', 44),
	(45, '2026-11-28 22:20:46.8+00', 'repository.push', 1, 'ada', 1, 1, 1, 15, 'busybox', '{"tag": "1", "digest": "sha256:3b5e13570ea1d303de6bd8d5b12e825b8abb04e72fffdeb289b9f49305999034"}', '\xd6b821b191c5f726b3a27510749af78356aa706cd84abe38208a17f3646330b6', '\x1735f5d8c7f5b75f307c496a9df84c577771e3f880b38934a96b7fbe200798e7', '\x187fb9e93cfff868154a551d', 45),
	(46, '2026-11-28 22:20:47.044+00', 'repository.push', 2, 'olga', 1, 3, 3, 16, 'olga/mine', '{"tag": "1", "digest": "sha256:16dc02c535b0b30e7f60a35dd9e6abc52839cd045e9f4c1096df6cb16ea1a703"}', '\x08161b283c46ca05779a990a25afbb98adaf6cb1df87ef007edb0dba081edfd6', '\x074895cf4605d5c76a3efb83c871262c07966e9380604272fddf363de4ded965', '\xb236f1e5d264fecb8f8cbe58', 46),
	(47, '2026-11-28 22:20:47.958+00', 'comment.create', 4, 'vera', 1, 8, 8, 1, 'north/app', '{}', '\x7e014de3be358378c36aa70518164a9fad76501dca5ce80a3981af960736f45d', '\x31b3b866a0bef14164af13e3f8752bdf13d5627b8d838f9fd6f75e38e737c174', '\x71aae74c8ca25eaf543e5916', 47),
	(48, '2026-11-28 22:20:47.994+00', 'comment.create', 6, 'dora', 1, 8, 8, 1, 'north/app', '{}', '\x9b23e668a57132710e279d8d5a048aa6d046b4bf91f2d99c7bfe7e241292216f', '\x8e099bedc041d3d7295253a83c0a604011e0a86490b36ce12b785214be5ee58f', '\xa8522da799bb70562a8d21d8', 48),
	(49, '2026-11-28 22:20:48.029+00', 'repository.describe', 2, 'olga', 1, 8, 8, 1, 'north/app', '{}', '\x6b47686115ab6e084b1c180dc4fe093fd449e2d38d2d6552ebb52b2f01689a68', '\x969d6713d15c65d58ebc2643dcb5aac1546b9535c2b54267354f6a8c8c5f61ab', '\x0944f69288606e857c69c8b6', 49),
	(50, '2026-11-28 22:20:48.06+00', 'repository.add_member', 2, 'olga', 1, 8, 8, 1, 'north/app', '{"role": "viewer", "member": "sam"}', '\x4c62998ad1d51169d12c3f55ed5b8bebc895fa01b3196e82aacca6d005d77141', '\xbcba0cc8614bfd668044a9b04bf5871667e0784a3bb01569d525b08300d5072b', '\x7e8212991cd94181254aa83f', 50),
	(53, '2026-11-28 22:20:49.282+00', 'tag.point_back', 2, 'olga', 1, 8, 8, 1, 'north/app', '{"tag": "latest", "from": "sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd", "digest": "sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25"}', '\x86ae95e40cb7520def0674b66ce69fd6c615c922c42f2981b929af809cf68cff', '\x0d6b2f511fd6fc6265a5db9de056bf843c309eac47ea766ee3383534e16cd696', '\x304fecfbeea4db0d3cb8f217', 53),
	(54, '2026-11-28 22:20:49.278+00', 'repository.push', 2, 'olga', 1, 8, 8, 1, 'north/app', '{"tag": "latest", "digest": "sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25"}', '\x95ba21053ae64fd14bd8b6b83295e09dd576204a65684d5761336b5f710a771e', '\x9e838801122433aadb87a532f7e1b07488b33c415bc1a9e268ab8967046fb1a5', '\xa42046fa1f37e8b03194aa4c', 54),
	(55, '2026-11-28 22:20:50.485+00', 'repository.push', 3, 'carl', 1, 8, 8, 1, 'north/app', '{"tag": "v1.0", "digest": "sha256:7ccb1226ff9417231b93df3fbf9e21b614c17599cdec63046bad90f6cecf4381"}', '\xd176a5932065890ef4538fca5bcd8f924a9ae1a4612d1d20dc61345d22e6fa7d', '\xec74f243678c23f61207d58147e17d756c6f3e431cd8ec581e570793537fb6fd', '\x785420bf4324525483f9ea0b', 55),
	(56, '2026-11-28 22:20:50.485+00', 'tag.overwrite', 3, 'carl', 1, 8, 8, 1, 'north/app', '{"tag": "v1.0", "from": "sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c", "digest": "sha256:7ccb1226ff9417231b93df3fbf9e21b614c17599cdec63046bad90f6cecf4381"}', '\x553521b6c93794755a22810e35adc433659b22cf269b174d8575e874b3508fa9', '\x068a6993eaa62d57d6dbf2723e4b89620709ff62c0bc14e0cc6031fd25399770', '\xdfc78d598a707861f9abf8c3', 56),
	(62, '2026-11-28 22:20:56.206+00', 'tag.delete', 2, 'olga', 1, 8, 8, 12, 'north/spare', '{"plan": 3, "tags": ["1"], "digest": "sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a", "manifests": 1}', '\xd85dab67b7e75793e832af4b9b2ec85a3723efebfeb5be8f2738c52befa16079', '\xb616de401b50b8e8f95b8e89e9975563699e1fb5a06d018839df27e18d2dc028', '\xdd5e3908d0320f5c3511af9a', 62),
	(63, '2026-11-28 22:20:58.278+00', 'repository.push', 2, 'olga', 1, 8, 8, 12, 'north/spare', '{"tag": "1", "digest": "sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a"}', '\x0304054b5696242b15dfd3fe167b3591d896a368b94d8c4142ca33a3a8a20d43', '\xbef0879794190d241d9f0b962b06f3ef5ea598bba312fecb802fb98a8f6893ea', '\xfc26fa7b891605e14114b22b', 63),
	(69, '2026-11-28 22:21:03.545+00', 'user.send_password_link', 1, 'ada', NULL, NULL, NULL, NULL, 'sam', '{}', '\x64c6abecf216cfaddd43b91b9121d1b6edb7767557af33f2d7301dccaa656856', '\xedb2a2f21c8ca87e528d99ce1b4b3c0f2e1bc2b18bfb3e25e96ab189efcaff69', '\xc5df514914d9855a83847243', 69),
	(51, '2026-11-28 22:20:48.095+00', 'repository.change_visibility', 2, 'olga', 1, 8, 8, 9, 'north/chart', '{"old": null, "visibility": "private"}', '\x669a07c2416827307641ff32b9f2d10bcd2b78ba69e3c04f94ffa3064bf37bbd', '\x099a4f295eb17e07deca647e64101be8413e8e18fe230437a0fff9188ea0b332', '\x318e2f17a44b445104551255', 51),
	(52, '2026-11-28 22:20:48.12+00', 'repository.change_immutable_tags', 2, 'olga', 1, 8, 8, 1, 'north/app', '{"old": [], "patterns": ["release-*"]}', '\xa1a5b46ec9b33e45477bd31a5bcb4b0c6da7a54840b665ddd54088f6efd488ea', '\xac51aa3950fc67ad3999caa8d76ebfb3ee4847756906d03287993f23e5e5e865', '\x449f5f18b3afa36c3476ddfc', 52),
	(61, '2026-11-28 22:20:55.544+00', 'tag.delete', 2, 'olga', 1, 8, 8, 10, 'north/old', '{"plan": 2, "tags": ["1"], "digest": "sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156", "manifests": 1}', '\xf1a39bbd219e70b5a9ab14c3d7802f4bc2739368ae08b95d9ac7d706d0415498', '\xc43f16e8a42d207f36edd9fca7d76ccb93840a2e5164089e4c841de24d1add57', '\x90da68ef6863c654e435d11d', 61),
	(57, '2026-11-28 22:20:50.566+00', 'tag.put_back', NULL, 'portus', 1, 8, 8, 1, 'north/app', '{"tag": "v1.0", "from": "sha256:7ccb1226ff9417231b93df3fbf9e21b614c17599cdec63046bad90f6cecf4381", "digest": "sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c"}', '\xdc5cdd6c506df88851c83e621754cf37abf50e3a90185eb832d81e54c176af13', '\xe2f4a78daa5f8dbd112352ad0210666a94f20bc468bc964306d19b01956f6b79', '\x0a82d5b714b9a16ce8780f5a', 57),
	(67, '2026-11-28 22:20:59.223+00', 'repository.push', 2, 'olga', 1, 8, 10, 21, 'attic/box', '{"tag": "1", "digest": "sha256:fc4d0e5c56f66943aff9370192b763f2630ae228f38093d951493bf31916b64f"}', '\x593acdc1584cee060dbb354202500b978bf29ae5a994ecd5373f85a78fc677aa', '\x619f03e6998e36386be96d317a340a52f6adddd785f596ae111997fa78abafb5', '\x826ed97d9100b9896ec0af02', 67),
	(58, '2026-11-28 22:20:54.551+00', 'retention.save', 2, 'olga', 1, 8, 8, NULL, 'north', '{"newest": 5, "nightly": true, "matching": "build-.*", "protecting": "", "pulledDays": null, "pushedDays": 30, "latestOfMinor": false}', '\x3aa3ed8114a043b6f61e13a9e5b6fa5054dcc2d79e16088d01a006e3ea2d8355', '\x3e51129f4966e4bae2ddedc9826f83294884a8121cacc6315f2aee1d475ba5d7', '\x194ad46fa0855802751d727b', 58),
	(59, '2026-11-28 22:20:54.619+00', 'retention.save', 2, 'olga', 1, 8, 8, 1, 'north/app', '{"newest": 10, "nightly": true, "matching": "", "protecting": "", "pulledDays": null, "pushedDays": null, "latestOfMinor": false}', '\x567e58b47ae43cf050002d237b1f7046adde511e79dbd6f433727aaf3ca7ba08', '\x99ef14a43b62daf6b216cd2fb575352fcefe0bb88e626fad3a0b82d243d75d05', '\xf8bb2ed2d2d3c6361be0e3e9', 59),
	(60, '2026-11-28 22:20:54.736+00', 'retention.save', 1, 'ada', 1, NULL, NULL, NULL, 'registry.test.lan:5000', '{"newest": 20, "nightly": true, "matching": "", "protecting": "", "pulledDays": null, "pushedDays": null, "latestOfMinor": false}', '\x50f58b5b7478a52052fe3dd13a9f1b83e59d5610b56c73de00d4c824f13f1efa', '\xa6fc4f12861e6ab087250aab78dc0f3d650f9b4ffe87659167da597a5b609870', '\xf90f93674a775d17c051cc2c', 60),
	(64, '2026-11-28 22:20:58.306+00', 'repository.put_back', 2, 'olga', 1, 8, 8, NULL, 'north/spare', '{"plan": 3}', '\x5f84e3ec175b56895edc72616bda2ee894538078754dbeada0d98c6533f8b94e', '\xcb9ee361766200133d24a2fffbadafb83568a70215c8f16a9782ce4ce8a75338', '\x902932a817188fab8878b6c5', 64),
	(65, '2026-11-28 22:20:58.634+00', 'repository.delete', 2, 'olga', 1, 8, 8, 10, 'north/old', '{"plan": 4, "tags": ["2"], "digest": "sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877", "manifests": 1}', '\x94eed5abe136f4420a3e56cb367c8fb3f9306b55ed00b775c7f1df5008eb176f', '\x20da448b4c86876177cb3ff3a2397411436b5531ff8d38add4cf254ff9dc4c90', '\xfb9c5eadfae4ddd68b6a20d5', 65),
	(66, '2026-11-28 22:20:58.768+00', 'namespace.create', 2, 'olga', 1, 8, 10, NULL, 'attic', '{"team": "north", "visibility": "private"}', '\xa50de0ecf71f6f81759576e737af54f6fe62bd530dd6fd3d59448198ab7477a8', '\x7760663d556059f557781e663dc4b7dcefef9913222a53be22d593e65a9a4d03', '\x8be222f37af22618fcadc9ee', 66),
	(68, '2026-11-28 22:21:00.36+00', 'namespace.delete', 2, 'olga', 1, 8, NULL, NULL, 'attic', '{"plan": 5, "tags": 1, "bytes": 94, "manifests": 1, "repositories": 1}', '\x04419861b13c87df1c12d66e8b1cb99177461c239fb27d099c4e04b2e789086e', '\x0a7c81785927fc068e39d1fdde308f93df6ffd842736aa25c7181b3e5e5771ec', '\xd973aa29b61568b8f35d723d', 68),
	(70, '2026-11-28 22:21:03.654+00', 'user.disable', 1, 'ada', NULL, NULL, NULL, NULL, 'dora', '{}', '\x8c64e80127066289fd07f4489a250a3fd61ee41744ac411d304e0cb0f5b1616c', '\x5f32f5734d8a7f9222824fdd541e6282502e123c1fc3e31ee69f04b6cb2664d6', '\x656fbb1e9c4055d12629d4e4', 70),
	(71, '2026-11-28 22:21:03.734+00', 'user.create', 1, 'ada', NULL, NULL, NULL, NULL, 'nina', '{}', '\x091c24960aba137345ae4fbeff2f74e942d7f3e60f108b2e1c39e139c0cd039e', '\xfbea66cec5e5dc1aff97fd3e8e8c5a8db37345fd84e520a38ecf466ba9d54df7', '\x29937f30d64438831e28f32c', 71),
	(72, '2026-11-28 22:21:11.442+00', 'team.create', 1, 'ada', NULL, 1, NULL, NULL, 'late', '{"description": "sealed by whoever starts next"}', NULL, '\x1a7fda3b8c9993ae6ec383c26d7d2909b073743c543fdc801f4ffa8b996569b7', '\x7881afe248c0e7bbbde30a4d', NULL);
INSERT INTO public.activity_head VALUES
	(1, 71, '\x091c24960aba137345ae4fbeff2f74e942d7f3e60f108b2e1c39e139c0cd039e', '\x399e711cfb0f66aa4f3aacba1dae843ccc25d3c8b8d3e3189bbb30262ea2acc6', '2026-11-28 22:21:03.825+00');
INSERT INTO public.application_tokens VALUES
	(4, 2, 'ci', '\x3e897082108bcb1c2511fac27adc95a184b2a6c8fa3f9b04664e4fc3e9d08714', '0AyL', '2026-11-28 22:20:39.828+00', '2027-02-26 22:20:39.814+00', NULL, '{pull}', '{10.0.0.0/8}', '{north/*}', NULL, NULL),
	(5, 7, 'default', '\x82951dbbcb8ed509b27de96a0107e3294a3589c689a6c73bb07e81a0a714f821', 'MG70', '2026-11-28 22:20:40.614+00', '2026-12-28 22:20:40.588+00', NULL, '{}', '{}', '{}', NULL, NULL),
	(3, 3, 'laptop', '\x5ff51b4232abda5b3d4a7734b667aa309719b057ff90d80c8a3d78d4a1e82b81', 'GPIs', '2026-11-28 22:20:39.774+00', NULL, '2026-11-28 22:20:50.437+00', '{}', '{}', '{}', NULL, NULL),
	(2, 2, 'laptop', '\x2c96b0991822a46421851b6bfb4eb2d83a34f2c5ae81dfe2be5c2e0b58f108a3', 'oVm4', '2026-11-28 22:20:39.713+00', NULL, '2026-11-28 22:20:58.87+00', '{}', '{}', '{}', NULL, NULL),
	(1, 1, 'laptop', '\x1c072a4b9c45712e87bd938d76ee1c38bb0e68718bde962f319c32f4721a6c5f', 'uM0N', '2026-11-28 22:20:39.657+00', NULL, '2026-11-28 22:21:03.67+00', '{}', '{}', '{}', NULL, NULL);
INSERT INTO public.comments VALUES
	(1, 1, 4, 'vera', 'It works **well** here.', '2026-11-28 22:20:47.955+00'),
	(2, 1, 6, 'dora', 'On arm64, too.', '2026-11-28 22:20:47.993+00');
INSERT INTO public.daily_pulls VALUES
	(1, '2026-11-28', 4),
	(14, '2026-11-28', 1);
INSERT INTO public.deleted_rows VALUES
	(1, 4, 'repositories', 10, 'repositories', '{"id": 10, "name": "old", "full_name": "north/old", "pulled_at": null, "pushed_at": "2026-11-28T22:20:45.589+00:00", "pushed_by": "carl", "created_at": "2026-11-28T22:20:45.355+00:00", "tags_count": 1, "updated_at": "2026-11-28T22:20:55.496+00:00", "visibility": null, "description": "", "pulls_count": 0, "namespace_id": 8, "immutable_tags": [], "immutable_since": null}'),
	(2, 4, 'repositories', 10, 'tag_moves', '{"at": "2026-11-28T22:20:45.314+00:00", "id": 7, "tag": "1", "by_id": 3, "cause": null, "digest": "sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156", "by_name": "carl", "repository_id": 10}'),
	(3, 4, 'repositories', 10, 'tag_moves', '{"at": "2026-11-28T22:20:45.588+00:00", "id": 8, "tag": "2", "by_id": 3, "cause": null, "digest": "sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877", "by_name": "carl", "repository_id": 10}'),
	(4, 4, 'repositories', 10, 'tag_moves', '{"at": "2026-11-28T22:20:55.48+00:00", "id": 17, "tag": "1", "by_id": 2, "cause": null, "digest": null, "by_name": "olga", "repository_id": 10}'),
	(5, 4, 'repositories', 10, 'repository_sizes', '{"own": 839, "stored": 839, "unread": 0, "counted_at": "2026-11-28T22:20:57.798+00:00", "repository_id": 10}'),
	(6, 5, 'repositories', 21, 'repositories', '{"id": 21, "name": "box", "full_name": "attic/box", "pulled_at": null, "pushed_at": "2026-11-28T22:20:59.223+00:00", "pushed_by": "olga", "created_at": "2026-11-28T22:20:59.248+00:00", "tags_count": 1, "updated_at": "2026-11-28T22:20:59.256+00:00", "visibility": null, "description": "", "pulls_count": 0, "namespace_id": 10, "immutable_tags": [], "immutable_since": null}'),
	(7, 5, 'repositories', 21, 'stars', '{"user_id": 4, "created_at": "2026-11-28T22:20:59.637+00:00", "repository_id": 21}'),
	(8, 5, 'repositories', 21, 'tag_moves', '{"at": "2026-11-28T22:20:59.223+00:00", "id": 20, "tag": "1", "by_id": 2, "cause": null, "digest": "sha256:fc4d0e5c56f66943aff9370192b763f2630ae228f38093d951493bf31916b64f", "by_name": "olga", "repository_id": 21}'),
	(9, 5, 'namespaces', 10, 'namespaces', '{"id": 10, "kind": "team", "name": "attic", "quota": null, "team_id": 8, "owner_id": null, "created_at": "2026-11-28T22:20:58.723+00:00", "over_quota": false, "updated_at": "2026-11-28T22:20:58.723+00:00", "visibility": "private", "description": "", "registry_id": 1, "immutable_tags": [], "immutable_since": null}');
INSERT INTO public.deletion_plans VALUES
	(1, 8, 'north/app', '{"tags": ["multi"]}', '{"gone": [{"as": "chosen", "tags": ["multi"], "after": [], "digest": "sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3"}, {"as": "part", "tags": [], "after": ["sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3"], "digest": "sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1"}, {"as": "part", "tags": [], "after": ["sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3"], "digest": "sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1"}], "broken": [], "untagged": []}', 'Z95xKvQQSw641QM7xsZEjBbLVKSN6Dw4UGNSceoRP-o', 2, 'olga', '2026-11-28 22:20:54.973+00', NULL, NULL, NULL, 0, NULL, NULL, 8, NULL, NULL, NULL, NULL, 1, 0),
	(2, 8, 'north/old', '{"tags": ["1"]}', '{"gone": [{"as": "chosen", "tags": ["1"], "after": [], "digest": "sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156"}], "broken": [], "untagged": []}', 'T9t2wtBXBGCN2WdMdhdE2s7EszpzO4NyvJOAYWr2eHI', 2, 'olga', '2026-11-28 22:20:55.068+00', '2026-11-28 22:20:55.44+00', '2026-12-05 22:20:55.44+00', NULL, 0, '2026-11-28 22:20:55.546+00', NULL, 8, NULL, NULL, NULL, NULL, 10, 1),
	(3, 8, 'north/spare', '{"tags": ["1"]}', '{"gone": [{"as": "chosen", "tags": ["1"], "after": [], "digest": "sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a"}], "broken": [], "untagged": []}', '8eUoebvICHsZ3O1OizHT1PUOFv6QGq44ypbtF8n3gEk', 2, 'olga', '2026-11-28 22:20:55.685+00', '2026-11-28 22:20:55.933+00', '2026-12-05 22:20:55.933+00', '2026-11-28 22:20:58.302+00', 0, '2026-11-28 22:20:56.216+00', NULL, 8, NULL, 2, 'olga', '2026-11-28 22:20:58.005+00', 12, 2),
	(4, 8, 'north/old', '{"whole": true}', '{"gone": [{"as": "chosen", "tags": ["2"], "after": [], "digest": "sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877"}], "broken": [], "untagged": []}', 'IWjCCbPnjFsQGQNAShRIoKu-6IuzJ3lwiMmj70l52u0', 2, 'olga', '2026-11-28 22:20:58.384+00', '2026-11-28 22:20:58.52+00', '2026-12-05 22:20:58.52+00', NULL, 0, '2026-11-28 22:20:58.635+00', NULL, 8, NULL, NULL, NULL, NULL, 10, 1),
	(5, NULL, 'attic', '{"namespaces": [10]}', '{"heir": null, "rows": {"stars": 1, "teams": 0, "users": 0, "comments": 0, "webhooks": 0, "put_backs": 0, "tag_moves": 1, "namespaces": 1, "daily_pulls": 0, "memberships": 0, "pull_counts": 0, "repositories": 1, "emailed_links": 0, "foretold_moves": 0, "refresh_tokens": 0, "retention_runs": 0, "namespace_sizes": 0, "retention_rules": 0, "webhook_headers": 0, "repository_sizes": 0, "application_tokens": 0, "webhook_deliveries": 0, "repository_memberships": 0}, "freed": 94, "shared": 0, "namespaces": [{"id": 10, "name": "attic", "tags": 1, "manifests": 1, "repositories": 1}]}', 'SuvLki6_bp2fVvCy6WE6uenrof-zERHbgXoxIVlS5Zc', 2, 'olga', '2026-11-28 22:20:59.879+00', '2026-11-28 22:21:00.157+00', '2026-12-05 22:21:00.157+00', NULL, 0, '2026-11-28 22:21:00.379+00', NULL, 8, NULL, NULL, NULL, NULL, NULL, 1),
	(6, 8, 'north/app', '{"tags": ["multi"]}', '{"gone": [{"as": "chosen", "tags": ["multi"], "after": [], "digest": "sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3"}, {"as": "part", "tags": [], "after": ["sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3"], "digest": "sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1"}, {"as": "part", "tags": [], "after": ["sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3"], "digest": "sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1"}], "broken": [], "untagged": []}', 'Z95xKvQQSw641QM7xsZEjBbLVKSN6Dw4UGNSceoRP-o', 2, 'olga', '2026-11-28 22:21:11.32+00', '2026-11-28 22:21:11.32+00', '2026-12-05 22:21:11.326+00', NULL, 2, NULL, 'The registry can''t be reached.', 8, '2026-11-28 22:21:41.32+00', NULL, NULL, NULL, 1, 0),
	(7, 8, 'north/old', '{"tags": ["1"]}', '{"gone": [{"as": "chosen", "tags": ["1"], "after": [], "digest": "sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156"}], "broken": [], "untagged": []}', 'T9t2wtBXBGCN2WdMdhdE2s7EszpzO4NyvJOAYWr2eHI', 2, 'olga', '2026-11-28 22:21:11.351+00', '2026-11-28 22:21:11.351+00', '2026-12-05 22:21:11.351+00', NULL, 1, '2026-11-28 22:21:11.351+00', 'The registry can''t be reached.', 8, '2026-11-28 22:21:41.351+00', NULL, 'olga', '2026-11-28 22:21:11.351+00', NULL, 0),
	(8, NULL, 'north/old', '{"tags": ["1"]}', '{"gone": [{"as": "chosen", "tags": ["1"], "after": [], "digest": "sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156"}], "broken": [], "untagged": []}', 'T9t2wtBXBGCN2WdMdhdE2s7EszpzO4NyvJOAYWr2eHI', 2, 'olga', '2026-11-19 22:21:11.358+00', '2026-11-19 22:21:11.358+00', NULL, NULL, 0, '2026-11-19 22:21:11.358+00', NULL, 8, NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO public.deletion_steps VALUES
	(2, 0, 1, 'north/old', 'sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156', NULL, '{1}', '{}', 'application/vnd.oci.image.manifest.v1+json', '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a36303232323066363636383031316134633133366537323836353233623665653935646433366430613634373763396434353339636361303930363363333766222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a31366439393966323639326432386634383932623566613661373232666333623234373030343132643162396631663663336263313934336532623063373065222c2273697a65223a39367d5d7d', 'gone', NULL, '{}'),
	(3, 0, 1, 'north/spare', 'sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a', NULL, '{1}', '{}', 'application/vnd.oci.image.manifest.v1+json', '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a32333636356166353234613931363134306638366431363565363430336138313162376530633233383866663836373265316261303539653533323236623562222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a65353862303736363066396163373063616665353661356363383263333934396439383739333239386131376435363865666635663731646561303562316564222c2273697a65223a39347d5d7d', 'back', NULL, '{}'),
	(4, 0, 1, 'north/old', 'sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877', NULL, '{2}', '{}', 'application/vnd.oci.image.manifest.v1+json', '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a36616463643061396631643432666636373063633532356630306465613930306363616531393362313036356330333566313465613330666237346239353338222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a63326261306430373430366562353033666132363437363662393765376433343366356431653865396561396434343539396637363830363934656533363832222c2273697a65223a39367d5d7d', 'gone', NULL, '{}'),
	(5, 0, 1, 'attic/box', 'sha256:fc4d0e5c56f66943aff9370192b763f2630ae228f38093d951493bf31916b64f', NULL, '{1}', '{}', 'application/vnd.oci.image.manifest.v1+json', '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a36366530383738633361333337353233663339616231333937666434316564363132306662363433383562663331333238346334653537666337353335393730222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a33653466323334663461303131663134366138333164366437663936323135363336306536613465666535663534356231623231386364393132303434626232222c2273697a65223a39347d5d7d', 'gone', NULL, '{}'),
	(6, 0, 1, 'north/app', 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', NULL, '{}', '{}', 'application/vnd.oci.image.manifest.v1+json', NULL, 'waiting', NULL, '{}'),
	(6, 1, 1, 'north/app', 'sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25', NULL, '{}', '{}', 'application/vnd.oci.image.manifest.v1+json', NULL, 'kept', 'The registry answered with 500.', '{}'),
	(7, 0, 1, 'north/old', 'sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156', NULL, '{1}', '{}', 'application/vnd.oci.image.manifest.v1+json', '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a36303232323066363636383031316134633133366537323836353233623665653935646433366430613634373763396434353339636361303930363363333766222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a31366439393966323639326432386634383932623566613661373232666333623234373030343132643162396631663663336263313934336532623063373065222c2273697a65223a39367d5d7d', 'gone', NULL, '{}');
INSERT INTO public.drifts VALUES
	(1, 1, 'north/chart', '1.0.0', 'missing', 'MANIFEST_UNKNOWN', 2, 2, '2026-11-28 22:21:11.235+00', '2026-11-28 22:21:11.235+00', NULL, NULL, NULL, 1),
	(2, 1, 'north/lost', '', 'unreadable', 'The registry answered with 500.', 1, 2, '2026-11-28 22:21:11.245+00', '2026-11-28 22:21:11.245+00', '2026-11-28 22:21:11.245+00', NULL, 'ada', 2);
INSERT INTO public.emailed_links VALUES
	(1, 5, 'password', '\x98f282841ff2ce1ba479255d7725dcbd3f9ca74a69faaa125e4af1a26f01fdcc', '2026-11-28 22:21:03.547+00', '2026-11-29 04:21:03.547+00'),
	(2, 8, 'confirmation', '\x5a3464444d33a68463513f5da667da8e38aaab130f7eeed4b4387644bcada617', '2026-11-28 22:21:11.275+00', '2026-12-05 22:21:11.275+00');
INSERT INTO public.foretold_moves VALUES
	(1, 'v1.0', 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', 'portus', 'put_back', '2026-11-28 22:21:11.259+00');
INSERT INTO public.founding VALUES
	(1, 1, '2026-11-28 22:20:38.646+00');
INSERT INTO public.manifest_children VALUES
	(7, 0, 'sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1', 'application/vnd.oci.image.manifest.v1+json', 401, 'linux/amd64', NULL, NULL),
	(7, 1, 'sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1', 'application/vnd.oci.image.manifest.v1+json', 401, 'linux/arm64', NULL, NULL);
INSERT INTO public.manifest_layers VALUES
	(1, 0, 'sha256:0f4957f1261d8f6972f8ed20fef966cabfaead891163889b68e707bf89e49a6d', 'application/vnd.oci.image.layer.v1.tar+gzip', 92, 'COPY hello.txt /'),
	(2, 0, 'sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816', 'application/vnd.oci.image.layer.v1.tar+gzip', 92, 'COPY hello.txt /'),
	(4, 0, 'sha256:1208e9450d3ea24d972b2c98e1e729fcd5286caa146b30edc9434e04888f71a7', 'application/vnd.oci.image.layer.v1.tar+gzip', 94, 'COPY hello.txt /'),
	(5, 0, 'sha256:ba9e25c18ac08ae62de5f9a29ddeba565afcf8a23e359969a16c974e699f7388', 'application/vnd.oci.image.layer.v1.tar+gzip', 100, 'COPY hello.txt /'),
	(6, 0, 'sha256:b168ef1b15c0b4079b0e783bb7ada36f65e81f4ee79b68b877fc1bedcc97f7f7', 'application/vnd.oci.image.layer.v1.tar+gzip', 100, 'COPY hello.txt /'),
	(8, 0, 'sha256:804d0a048703df86f58c83c1a62fb2db84d001d9e819bb06bad4435f7f239fd1', 'text/plain', 11, NULL),
	(9, 0, 'sha256:a8c938318041ff413b5be251f171ce9ea478b3b957e5fd20b00a9d4de73a541d', 'text/plain', 7, NULL),
	(13, 0, 'sha256:99880d4d076cc4b9a46031b86d20936dc959482ae23212ddbcde037e91539f86', 'application/vnd.oci.image.layer.v1.tar+gzip', 98, 'COPY hello.txt /'),
	(14, 0, 'sha256:6b3c6ba670b9b73467656b30b396b2dcfc808569532e560a3b0ff57091edd610', 'application/vnd.oci.image.layer.v1.tar+gzip', 98, 'COPY hello.txt /'),
	(15, 0, 'sha256:ff76feffc705711ef7c38f1852e858a3a755b18d195054521c3cebd0fc3dabb2', 'application/vnd.oci.image.layer.v1.tar+gzip', 92, 'COPY hello.txt /'),
	(16, 0, 'sha256:7e0732014402cbd36985d1c22fdc72c55111e5efc600b90cf945387a726392b2', 'application/vnd.oci.image.layer.v1.tar+gzip', 93, 'COPY hello.txt /'),
	(18, 0, 'sha256:1820c644cedf05207f1300695b3e1d4b0c6e62c2316e3a6d508f8b82231f8c59', 'application/vnd.oci.image.layer.v1.tar+gzip', 93, 'COPY hello.txt /'),
	(20, 0, 'sha256:e58b07660f9ac70cafe56a5cc82c3949d98793298a17d568eff5f71dea05b1ed', 'application/vnd.oci.image.layer.v1.tar+gzip', 94, 'COPY hello.txt /');
INSERT INTO public.manifests VALUES
	(4, 1, 'sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:44.2+00', 'carl', NULL, 0, '2026-11-28 22:20:44.315+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a63633339376365626436363138326430353565316662626439303637393130366666316535376164306333316338663261353938303437636464656463623035222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a31323038653934353064336561323464393732623263393865316537323966636435323836636161313436623330656463393433346530343838386637316137222c2273697a65223a39347d5d7d', NULL, NULL, 'sha256:cc397cebd66182d055e1fbbd90679106ff1e57ad0c31c8f2a598047cddedcb05', 437, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:a804326a1dd26b64cc3d9719219ff2ab5ded11d5120e005747aaa7673cab1ae9"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(6, 1, 'sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1', 'application/vnd.oci.image.manifest.v1+json', 401, '2026-11-28 22:20:44.539+00', 'olga', '2026-11-28 22:20:47.594+00', 1, '2026-11-28 22:20:44.672+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a37393062373537663439383634633361313334316435353739633365313364633464666631663034316266653832393434373033613464663033663137393136222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a62313638656631623135633062343037396230653738336262376164613336663635653831663465653739623638623837376663316265646363393766376637222c2273697a65223a3130307d5d7d', NULL, NULL, 'sha256:790b757f49864c3a1341d5579c3e13dc4dff1f041bfe82944703a4df03f17916', 443, 'linux/arm64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:3639fd2a8f902cea799d682589e84fc164c03723e8b74bb63ca8634b5be0b0ac"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "arm64"}', '2026-01-02 03:04:05+00'),
	(8, 1, 'sha256:c8a3aee79d38823d54f90ccfbd2f74b458f10f84ccef529e2db86ed5e2dc995d', 'application/vnd.oci.image.manifest.v1+json', 586, '2026-11-28 22:20:44.825+00', 'carl', NULL, 0, '2026-11-28 22:20:44.9+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22617274696661637454797065223a226170706c69636174696f6e2f766e642e6465762e636f7369676e2e61727469666163742e7369672e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e656d7074792e76312b6a736f6e222c22646967657374223a227368613235363a34343133366661333535623336373861313134366164313666376538363439653934666234666332316665373765383331306330363066363163616166663861222c2273697a65223a327d2c226c6179657273223a5b7b226d6564696154797065223a22746578742f706c61696e222c22646967657374223a227368613235363a38303464306130343837303364663836663538633833633161363266623264623834643030316439653831396262303662616434343335663766323339666431222c2273697a65223a31317d5d2c227375626a656374223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22646967657374223a227368613235363a62663365383535306236313035396465353138383464333134326133373130616534643539643431356432643631383262343537633638626437363261653963222c2273697a65223a3430307d7d', 'application/vnd.dev.cosign.artifact.sig.v1+json', 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 13, NULL, NULL, NULL),
	(7, 1, 'sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3', 'application/vnd.oci.image.index.v1+json', 491, '2026-11-28 22:20:44.572+00', 'olga', '2026-11-28 22:20:47.555+00', 1, '2026-11-28 22:20:44.722+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e696e6465782e76312b6a736f6e222c226d616e696665737473223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22646967657374223a227368613235363a64666662326433343836306430363835363635663539346536303732353661313735353030633463363732646564313537326434646233643935376236626131222c2273697a65223a3430312c22706c6174666f726d223a7b22617263686974656374757265223a22616d643634222c226f73223a226c696e7578227d7d2c7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22646967657374223a227368613235363a39343564303562343962396364346461346135373539353037623662386332316230633061663834643933616535333965326332383963383937383563616231222c2273697a65223a3430312c22706c6174666f726d223a7b22617263686974656374757265223a2261726d3634222c226f73223a226c696e7578227d7d5d7d', NULL, NULL, NULL, 886, NULL, NULL, NULL),
	(2, 1, 'sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:49.278+00', 'olga', NULL, 0, '2026-11-28 22:20:42.98+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a34336362376230393135633162613138343464366265303036326439396534313464643862336563353832316331646630633539646265656238343435343865222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a61653135373637376262393335656134326133393136366133633434336337346165636565373637613133653739356562363832656563646361343638383136222c2273697a65223a39327d5d7d', NULL, NULL, 'sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e', 435, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:6769fa700153c37b668eb7f370bba13918bac04965ccd0319552bddf4206802d"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(20, 12, 'sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:58.278+00', 'olga', NULL, 0, '2026-11-28 22:20:58.359+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a32333636356166353234613931363134306638366431363565363430336138313162376530633233383866663836373265316261303539653533323236623562222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a65353862303736363066396163373063616665353661356363383263333934396439383739333239386131376435363865666635663731646561303562316564222c2273697a65223a39347d5d7d', NULL, NULL, 'sha256:23665af524a916140f86d165e6403a811b7e0c2388ff8672e1ba059e53226b5b', 437, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:a28fa56c6a785e8d07b04bc6759ed7867a444510a475424a7d7a8d14eb159ec7"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(9, 9, 'sha256:9cf7117b68804262ddaf02a907de9ca84b658c1b933b11dce4f8c6630dbd1c48', 'application/vnd.oci.image.manifest.v1+json', 415, '2026-11-28 22:20:45.042+00', 'carl', NULL, 0, '2026-11-28 22:20:45.163+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22617274696661637454797065223a226170706c69636174696f6e2f766e642e636e63662e68656c6d2e636f6e6669672e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e656d7074792e76312b6a736f6e222c22646967657374223a227368613235363a34343133366661333535623336373861313134366164313666376538363439653934666234666332316665373765383331306330363066363163616166663861222c2273697a65223a327d2c226c6179657273223a5b7b226d6564696154797065223a22746578742f706c61696e222c22646967657374223a227368613235363a61386339333833313830343166663431336235626532353166313731636539656134373862336239353765356664323062303061396434646537336135343164222c2273697a65223a377d5d7d', 'application/vnd.cncf.helm.config.v1+json', NULL, 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 9, NULL, NULL, NULL),
	(18, 1, 'sha256:7ccb1226ff9417231b93df3fbf9e21b614c17599cdec63046bad90f6cecf4381', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:50.485+00', 'carl', NULL, 0, '2026-11-28 22:20:50.567+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a61363466636331326538303361386237313465666237326564313332306564383263393236663036316330353933623537643235396537376638303961663035222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a31383230633634346365646630353230376631333030363935623365316434623063366536326332333136653361366435303866386238323233316638633539222c2273697a65223a39337d5d7d', NULL, NULL, 'sha256:a64fcc12e803a8b714efb72ed1320ed82c926f061c0593b57d259e77f809af05', 436, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:6933ba244a3c7addbec07b909945c35aae1168a2693ac9ca6fafe9944c8050b9"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(13, 12, 'sha256:950130ac418fcec97eaca26c2cd891ab5b34639073525111abb63f02de203e0a', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:46.215+00', 'carl', NULL, 0, '2026-11-28 22:20:46.349+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a30643731653362633039373066653238653131333137346436663939653038623033663166666434343534393936616262633934616239626634393937326434222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a39393838306434643037366363346239613436303331623836643230393336646339353934383261653233323132646462636465303337653931353339663836222c2273697a65223a39387d5d7d', NULL, NULL, 'sha256:0d71e3bc0970fe28e113174d6f99e08b03f1ffd4454996abbc94ab9bf49972d4', 441, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:bfc69e4b4d58e6cfbd1d470abbc1c5151ca53b6c88a205c02f65f6b43f2d4bb2"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(15, 15, 'sha256:3b5e13570ea1d303de6bd8d5b12e825b8abb04e72fffdeb289b9f49305999034', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:46.8+00', 'ada', NULL, 0, '2026-11-28 22:20:46.95+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a66626561636135653938363234366166353137623133656437626263303865383935636437316333343532623162353239663633643736613966376333346365222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a66663736666566666337303537313165663763333866313835326538353861336137353562313864313935303534353231633363656264306663336461626232222c2273697a65223a39327d5d7d', NULL, NULL, 'sha256:fbeaca5e986246af517b13ed7bbc08e895cd71c3452b1b529f63d76a9f7c34ce', 435, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:c74829657377fa9c3495ef46739a05ffa3b1d7ea21bf8085bc5870a399af0df8"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(14, 14, 'sha256:1c07c45342d77b08a107159197adab9445d13490d926f7df38d7012624f47dd9', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:46.514+00', 'ada', '2026-11-28 22:20:47.68+00', 1, '2026-11-28 22:20:46.619+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a33336565313733346165386562643266393036626566353239616337353663346362303061366638373965306434363233653862343664613938333765663234222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a36623363366261363730623962373334363736353662333062333936623264636663383038353639353332653536306133623066663537303931656464363130222c2273697a65223a39387d5d7d', NULL, NULL, 'sha256:33ee1734ae8ebd2f906bef529ac756c4cb00a6f879e0d4623e8b46da9837ef24', 441, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:c17adc9ffe94730f416dea01bf2ab675858908d1a71116c3e886438cb9805a81"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(1, 1, 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:50.566+00', 'portus', '2026-11-28 22:20:47.493+00', 3, '2026-11-28 22:20:42.005+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a33393432396334616334396233626337626336383237313039636334646162386133343639383337386633626663653138366531306564396539626563636536222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a30663439353766313236316438663639373266386564323066656639363663616266616561643839313136333838396236386537303762663839653439613664222c2273697a65223a39327d5d7d', NULL, NULL, 'sha256:39429c4ac49b3bc7bc6827109cc4dab8a34698378f3bfce186e10ed9e9becce6', 435, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:79062a990d2629548c28d4d62c90ef81dd0f690ebccc2f94c529b630303e42e3"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(16, 16, 'sha256:16dc02c535b0b30e7f60a35dd9e6abc52839cd045e9f4c1096df6cb16ea1a703', 'application/vnd.oci.image.manifest.v1+json', 400, '2026-11-28 22:20:47.044+00', 'olga', NULL, 0, '2026-11-28 22:20:47.116+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a35363230663463393531373061343961336439313032396534663233643035666233323865373035346237373262303966663736383362336430316266343738222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a37653037333230313434303263626433363938356431633232666463373263353531313165356566633630306239306366393435333837613732363339326232222c2273697a65223a39337d5d7d', NULL, NULL, 'sha256:5620f4c95170a49a3d91029e4f23d05fb328e7054b772b09ff7683b3d01bf478', 436, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:2b3887ee6128ce4ddbc2efc6ed48aa9b9186936b8e6a70613b44b61b4812d3e6"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00'),
	(5, 1, 'sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1', 'application/vnd.oci.image.manifest.v1+json', 401, '2026-11-28 22:20:44.391+00', 'olga', '2026-11-28 22:20:47.558+00', 1, '2026-11-28 22:20:44.437+00', 1, NULL, NULL, '\x7b22736368656d6156657273696f6e223a322c226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6d616e69666573742e76312b6a736f6e222c22636f6e666967223a7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e636f6e6669672e76312b6a736f6e222c22646967657374223a227368613235363a61356364623335356663313362376634343536623831616262663161636438303630613866323130633336333333633832363664643932653763623831653135222c2273697a65223a3334337d2c226c6179657273223a5b7b226d6564696154797065223a226170706c69636174696f6e2f766e642e6f63692e696d6167652e6c617965722e76312e7461722b677a6970222c22646967657374223a227368613235363a62613965323563313861633038616536326465356639613239646465626135363561666366386132336533353939363961313663393734653639396637333838222c2273697a65223a3130307d5d7d', NULL, NULL, 'sha256:a5cdb355fc13b7f4456b81abbf1acd8060a8f210c36333c8266dd92e7cb81e15', 443, 'linux/amd64', '{"os": "linux", "config": {"Cmd": ["/hello"], "Labels": {"org.opencontainers.image.title": "hello"}}, "rootfs": {"type": "layers", "diff_ids": ["sha256:e86ff76f61c82990de4636b009e69d66d721ebf87eda167a5481b89d8a75f63d"]}, "created": "2026-01-02T03:04:05Z", "history": [{"created": "2026-01-02T03:04:05Z", "created_by": "COPY hello.txt /"}], "architecture": "amd64"}', '2026-01-02 03:04:05+00');
INSERT INTO public.memberships VALUES
	(1, 1, 1, 'owner', '2026-11-28 22:20:38.676+00', '2026-11-28 22:20:38.676+00'),
	(2, 2, 1, 'owner', '2026-11-28 22:20:38.703+00', '2026-11-28 22:20:38.703+00'),
	(3, 3, 2, 'owner', '2026-11-28 22:20:39.051+00', '2026-11-28 22:20:39.051+00'),
	(4, 4, 3, 'owner', '2026-11-28 22:20:39.15+00', '2026-11-28 22:20:39.15+00'),
	(5, 5, 4, 'owner', '2026-11-28 22:20:39.272+00', '2026-11-28 22:20:39.272+00'),
	(6, 6, 5, 'owner', '2026-11-28 22:20:39.344+00', '2026-11-28 22:20:39.344+00'),
	(7, 7, 6, 'owner', '2026-11-28 22:20:39.571+00', '2026-11-28 22:20:39.571+00'),
	(8, 8, 2, 'owner', '2026-11-28 22:20:39.899+00', '2026-11-28 22:20:39.899+00'),
	(9, 8, 3, 'contributor', '2026-11-28 22:20:39.96+00', '2026-11-28 22:20:39.96+00'),
	(10, 8, 4, 'viewer', '2026-11-28 22:20:40.009+00', '2026-11-28 22:20:40.009+00'),
	(11, 8, 6, 'owner', '2026-11-28 22:20:40.037+00', '2026-11-28 22:20:40.037+00'),
	(12, 9, 1, 'owner', '2026-11-28 22:20:40.07+00', '2026-11-28 22:20:40.07+00'),
	(13, 8, 7, 'contributor', '2026-11-28 22:20:40.572+00', '2026-11-28 22:20:40.572+00'),
	(14, 10, 8, 'owner', '2026-11-28 22:21:03.714+00', '2026-11-28 22:21:03.714+00');
INSERT INTO public.namespace_reservations VALUES
	(1, 'attic', '2026-11-28 22:21:00.35+00', '2026-11-28 22:37:00.35+00'),
	(1, 'cellar', '2026-11-28 22:21:11.268+00', '2026-11-28 22:36:11.268+00');
INSERT INTO public.namespace_sizes VALUES
	(1, 835, 835, 0, '2026-11-28 22:20:47.66+00'),
	(3, 836, 836, 0, '2026-11-28 22:20:47.66+00'),
	(9, 841, 841, 0, '2026-11-28 22:20:47.66+00'),
	(8, 8221, 8221, 0, '2026-11-28 22:21:02.952+00');
INSERT INTO public.namespaces VALUES
	(1, 1, '', 'global', 'public', 'Images of registry.test.lan:5000 whose name has no slash.', 1, NULL, '2026-11-28 22:20:36.923+00', '2026-11-28 22:20:36.923+00', false, NULL, '{}', NULL),
	(2, 1, 'ada', 'personal', 'private', 'The personal namespace of ada.', 2, 1, '2026-11-28 22:20:38.72+00', '2026-11-28 22:20:38.72+00', false, NULL, '{}', NULL),
	(3, 1, 'olga', 'personal', 'private', 'The personal namespace of olga.', 3, 2, '2026-11-28 22:20:39.063+00', '2026-11-28 22:20:39.063+00', false, NULL, '{}', NULL),
	(4, 1, 'carl', 'personal', 'private', 'The personal namespace of carl.', 4, 3, '2026-11-28 22:20:39.152+00', '2026-11-28 22:20:39.152+00', false, NULL, '{}', NULL),
	(5, 1, 'vera', 'personal', 'private', 'The personal namespace of vera.', 5, 4, '2026-11-28 22:20:39.274+00', '2026-11-28 22:20:39.274+00', false, NULL, '{}', NULL),
	(6, 1, 'sam', 'personal', 'private', 'The personal namespace of sam.', 6, 5, '2026-11-28 22:20:39.355+00', '2026-11-28 22:20:39.355+00', false, NULL, '{}', NULL),
	(7, 1, 'dora', 'personal', 'private', 'The personal namespace of dora.', 7, 6, '2026-11-28 22:20:39.573+00', '2026-11-28 22:20:39.573+00', false, NULL, '{}', NULL),
	(9, 1, 'open', 'team', 'public', 'For everybody', 9, NULL, '2026-11-28 22:20:40.236+00', '2026-11-28 22:20:40.524+00', false, NULL, '{}', NULL),
	(8, 1, 'north', 'team', 'private', 'Images of the shop', 8, NULL, '2026-11-28 22:20:40.107+00', '2026-11-28 22:20:40.791+00', false, 200000000, '{v*,!v0.*}', '2026-11-28 22:20:40.724+00'),
	(11, 1, 'nina', 'personal', 'private', 'The personal namespace of nina.', 10, 8, '2026-11-28 22:21:03.73+00', '2026-11-28 22:21:03.73+00', false, NULL, '{}', NULL);
INSERT INTO public.pull_counts VALUES
	(1, 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', '2026-11-28', 3),
	(1, 'sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3', '2026-11-28', 1),
	(1, 'sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1', '2026-11-28', 1),
	(1, 'sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1', '2026-11-28', 1),
	(14, 'sha256:1c07c45342d77b08a107159197adab9445d13490d926f7df38d7012624f47dd9', '2026-11-28', 1);
INSERT INTO public.put_backs VALUES
	(1, 'v1.1', '2026-11-28 22:16:11.264+00', '2026-11-28 22:22:11.264+00', 3, 'The registry can''t be reached.');
INSERT INTO public.refresh_tokens VALUES
	(1, 2, '\x7953b6a16a02692e09b9dea21527a3aea59d255598f8403bda6a8a3d69b6f893', 'registry.test.lan:5000', 'docker', '127.0.0.1', '2026-11-28 22:21:03.447+00', '2027-02-26 22:21:03.445+00', NULL);
INSERT INTO public.registries VALUES
	(1, 'registry.test.lan:5000', 'registry.test.lan:5000', 'localhost:5961', 'http://127.0.0.1:5961', '2026-11-28 22:20:36.763+00', '2026-11-28 22:21:03.692+00', NULL, NULL),
	(9, 'mirror', 'mirror.test.lan', NULL, 'https://mirror.test.lan', '2026-11-28 22:21:11.302+00', '2026-11-28 22:21:11.302+00', NULL, 'abababababababababababababababababababababababababababababababab');
INSERT INTO public.registry_events VALUES
	(1, '2a61ce5e-8149-481b-86c9-476276b1afd4', 'push', 'north/app', '2026-11-28 22:20:41.370927+00', '2026-11-28 22:20:41.384+00', '{"id": "2a61ce5e-8149-481b-86c9-476276b1afd4", "actor": {"name": "carl"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "v1.0", "url": "http://localhost:5961/v2/north/app/manifests/sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c", "size": 400, "digest": "sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c", "length": 400, "mediaType": "application/vnd.oci.image.manifest.v1+json", "references": [{"size": 343, "digest": "sha256:39429c4ac49b3bc7bc6827109cc4dab8a34698378f3bfce186e10ed9e9becce6", "mediaType": "application/vnd.oci.image.config.v1+json"}, {"size": 92, "digest": "sha256:0f4957f1261d8f6972f8ed20fef966cabfaead891163889b68e707bf89e49a6d", "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}], "repository": "north/app"}, "request": {"id": "3a993a6b-f994-41e8-98cb-179e3a1b33d3", "addr": "127.0.0.1:58316", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:41.370927389Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:41.392+00'),
	(2, '75ec2f25-c1a9-4419-a296-47f7b0f2507e', 'push', 'north/app', '2026-11-28 22:20:42.728656+00', '2026-11-28 22:20:42.74+00', '{"id": "75ec2f25-c1a9-4419-a296-47f7b0f2507e", "actor": {"name": "carl"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "v1.1", "url": "http://localhost:5961/v2/north/app/manifests/sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25", "size": 400, "digest": "sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25", "length": 400, "mediaType": "application/vnd.oci.image.manifest.v1+json", "references": [{"size": 343, "digest": "sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e", "mediaType": "application/vnd.oci.image.config.v1+json"}, {"size": 92, "digest": "sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816", "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}], "repository": "north/app"}, "request": {"id": "80dedd1b-7869-41cf-b5bb-ce541b6fb204", "addr": "127.0.0.1:58412", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:42.72865603Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:42.743+00'),
	(3, '24cf447f-4f2c-42ec-b4b4-9391dfd34a6b', 'push', 'north/app', '2026-11-28 22:20:42.909146+00', '2026-11-28 22:20:42.926+00', '{"id": "24cf447f-4f2c-42ec-b4b4-9391dfd34a6b", "actor": {"name": "carl"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "latest", "url": "http://localhost:5961/v2/north/app/manifests/sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25", "size": 400, "digest": "sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25", "length": 400, "mediaType": "application/vnd.oci.image.manifest.v1+json", "references": [{"size": 343, "digest": "sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e", "mediaType": "application/vnd.oci.image.config.v1+json"}, {"size": 92, "digest": "sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816", "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}], "repository": "north/app"}, "request": {"id": "66ec7e28-7c25-40ac-9117-547ceade364f", "addr": "127.0.0.1:58472", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:42.909146963Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:42.943+00'),
	(4, '769f2efa-6de0-407e-bd0b-b697f3a6613b', 'push', 'north/app', '2026-11-28 22:20:44.200245+00', '2026-11-28 22:20:44.226+00', '{"id": "769f2efa-6de0-407e-bd0b-b697f3a6613b", "actor": {"name": "carl"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "latest", "url": "http://localhost:5961/v2/north/app/manifests/sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd", "size": 400, "digest": "sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd", "length": 400, "mediaType": "application/vnd.oci.image.manifest.v1+json", "references": [{"size": 343, "digest": "sha256:cc397cebd66182d055e1fbbd90679106ff1e57ad0c31c8f2a598047cddedcb05", "mediaType": "application/vnd.oci.image.config.v1+json"}, {"size": 94, "digest": "sha256:1208e9450d3ea24d972b2c98e1e729fcd5286caa146b30edc9434e04888f71a7", "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}], "repository": "north/app"}, "request": {"id": "3fe1f3f9-23bf-41b3-9723-b847b5cc4d00", "addr": "127.0.0.1:58640", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:44.200245677Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:44.251+00'),
	(5, '86ae8ee0-0f56-4a2b-a81a-c34862c0afd5', 'push', 'north/app', '2026-11-28 22:20:44.391593+00', '2026-11-28 22:20:44.393+00', '{"id": "86ae8ee0-0f56-4a2b-a81a-c34862c0afd5", "actor": {"name": "olga"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"url": "http://localhost:5961/v2/north/app/manifests/sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1", "size": 401, "digest": "sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1", "length": 401, "mediaType": "application/vnd.oci.image.manifest.v1+json", "references": [{"size": 343, "digest": "sha256:a5cdb355fc13b7f4456b81abbf1acd8060a8f210c36333c8266dd92e7cb81e15", "mediaType": "application/vnd.oci.image.config.v1+json"}, {"size": 100, "digest": "sha256:ba9e25c18ac08ae62de5f9a29ddeba565afcf8a23e359969a16c974e699f7388", "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}], "repository": "north/app"}, "request": {"id": "23843cc1-3d36-4f49-bb43-bf7cc76506a7", "addr": "127.0.0.1:58764", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:44.391593834Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:44.404+00'),
	(6, '28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5', 'push', 'north/app', '2026-11-28 22:20:44.539565+00', '2026-11-28 22:20:44.545+00', '{"id": "28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5", "actor": {"name": "olga"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"url": "http://localhost:5961/v2/north/app/manifests/sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1", "size": 401, "digest": "sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1", "length": 401, "mediaType": "application/vnd.oci.image.manifest.v1+json", "references": [{"size": 343, "digest": "sha256:790b757f49864c3a1341d5579c3e13dc4dff1f041bfe82944703a4df03f17916", "mediaType": "application/vnd.oci.image.config.v1+json"}, {"size": 100, "digest": "sha256:b168ef1b15c0b4079b0e783bb7ada36f65e81f4ee79b68b877fc1bedcc97f7f7", "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}], "repository": "north/app"}, "request": {"id": "0700f38f-b41d-47b3-a1e7-fda785123603", "addr": "127.0.0.1:58872", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:44.539565409Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:44.549+00'),
	(8, '2e7c57e3-66af-4221-82aa-f647114f3e12', 'push', 'north/app', '2026-11-28 22:20:44.825571+00', '2026-11-28 22:20:44.833+00', '{"id": "2e7c57e3-66af-4221-82aa-f647114f3e12", "actor": {"name": "carl"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "sha256-bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c.sig", "url": "http://localhost:5961/v2/north/app/manifests/sha256:c8a3aee79d38823d54f90ccfbd2f74b458f10f84ccef529e2db86ed5e2dc995d", "size": 586, "digest": "sha256:c8a3aee79d38823d54f90ccfbd2f74b458f10f84ccef529e2db86ed5e2dc995d", "length": 586, "mediaType": "application/vnd.oci.image.manifest.v1+json", "references": [{"size": 2, "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "mediaType": "application/vnd.oci.empty.v1+json"}, {"size": 11, "digest": "sha256:804d0a048703df86f58c83c1a62fb2db84d001d9e819bb06bad4435f7f239fd1", "mediaType": "text/plain"}], "repository": "north/app"}, "request": {"id": "afffe5f6-5a2e-4098-9100-d853eb5e5912", "addr": "127.0.0.1:59026", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:44.82557113Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:44.835+00'),
	(7, '709da133-d073-4b1c-8c61-4ea203bd56bd', 'push', 'north/app', '2026-11-28 22:20:44.572878+00', '2026-11-28 22:20:44.601+00', '{"id": "709da133-d073-4b1c-8c61-4ea203bd56bd", "actor": {"name": "olga"}, "action": "push", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "multi", "url": "http://localhost:5961/v2/north/app/manifests/sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3", "size": 491, "digest": "sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3", "length": 491, "mediaType": "application/vnd.oci.image.index.v1+json", "references": [{"size": 401, "digest": "sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1", "mediaType": "application/vnd.oci.image.manifest.v1+json"}, {"size": 401, "digest": "sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1", "mediaType": "application/vnd.oci.image.manifest.v1+json"}], "repository": "north/app"}, "request": {"id": "d286263d-7808-4d94-8ecc-fe4d1fca26ad", "addr": "127.0.0.1:58878", "host": "localhost:5961", "method": "PUT", "useragent": "skopeo/1.9.3"}, "timestamp": "2026-11-28T22:20:44.572878758Z"}', 'applied', NULL, 1, NULL, '2026-11-28 22:20:44.609+00'),
	(28, '61d27d72-b1c9-4291-afe4-276939f998e9', 'delete', 'north/old', '2026-11-28 22:20:55.47922+00', '2026-11-28 22:20:55.483+00', '{"id": "61d27d72-b1c9-4291-afe4-276939f998e9", "actor": {"name": "portus"}, "action": "delete", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "1", "repository": "north/old"}, "request": {"id": "7828caf6-bfed-4f69-b25c-a796d4cf91d0", "addr": "127.0.0.1:51488", "host": "127.0.0.1:5961", "method": "DELETE", "useragent": ""}, "timestamp": "2026-11-28T22:20:55.479220257Z"}', 'ignored', 'Nothing of that kind is known here.', 1, NULL, '2026-11-28 22:20:55.958+00'),
	(30, 'd7d6c2db-2c6d-4271-9458-b9b583b1cd70', 'delete', 'north/spare', '2026-11-28 22:20:55.999665+00', '2026-11-28 22:20:56.011+00', '{"id": "d7d6c2db-2c6d-4271-9458-b9b583b1cd70", "actor": {"name": "portus"}, "action": "delete", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "1", "repository": "north/spare"}, "request": {"id": "ed90b9d8-91ec-4d9b-939b-2cc2d8ac8eb7", "addr": "127.0.0.1:51522", "host": "127.0.0.1:5961", "method": "DELETE", "useragent": ""}, "timestamp": "2026-11-28T22:20:55.999665056Z"}', 'ignored', 'Nothing of that kind is known here.', 1, NULL, '2026-11-28 22:20:56.146+00'),
	(32, '60d44cff-d0e9-484e-a3e6-ced7ff4d5e9a', 'delete', 'north/old', '2026-11-28 22:20:58.591272+00', '2026-11-28 22:20:58.593+00', '{"id": "60d44cff-d0e9-484e-a3e6-ced7ff4d5e9a", "actor": {"name": "portus"}, "action": "delete", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"digest": "sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877", "repository": "north/old"}, "request": {"id": "bf78205a-65a9-4e99-9ab6-6073342ec928", "addr": "127.0.0.1:46398", "host": "127.0.0.1:5961", "method": "DELETE", "useragent": ""}, "timestamp": "2026-11-28T22:20:58.59127256Z"}', 'ignored', 'Nothing of that kind is known here.', 1, NULL, '2026-11-28 22:20:59.233+00'),
	(33, '047af857-e60c-41ce-8644-ea909db3624b', 'delete', 'north/old', '2026-11-28 22:20:58.595227+00', '2026-11-28 22:20:58.598+00', '{"id": "047af857-e60c-41ce-8644-ea909db3624b", "actor": {"name": "portus"}, "action": "delete", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "2", "repository": "north/old"}, "request": {"id": "bf78205a-65a9-4e99-9ab6-6073342ec928", "addr": "127.0.0.1:46398", "host": "127.0.0.1:5961", "method": "DELETE", "useragent": ""}, "timestamp": "2026-11-28T22:20:58.595227767Z"}', 'ignored', 'Nothing of that kind is known here.', 1, NULL, '2026-11-28 22:20:59.233+00'),
	(27, '77894695-4847-4ff0-80f0-50dae1584fb5', 'delete', 'north/old', '2026-11-28 22:20:55.467467+00', '2026-11-28 22:20:55.473+00', '{"id": "77894695-4847-4ff0-80f0-50dae1584fb5", "actor": {"name": "portus"}, "action": "delete", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"digest": "sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156", "repository": "north/old"}, "request": {"id": "7828caf6-bfed-4f69-b25c-a796d4cf91d0", "addr": "127.0.0.1:51488", "host": "127.0.0.1:5961", "method": "DELETE", "useragent": ""}, "timestamp": "2026-11-28T22:20:55.467467123Z"}', 'ignored', 'Nothing of that kind is known here.', 1, NULL, '2026-11-28 22:20:55.958+00'),
	(35, '8047fe00-71fb-4daf-b669-dcb613d1b2e9', 'delete', 'attic/box', '2026-11-28 22:21:00.214919+00', '2026-11-28 22:21:00.223+00', '{"id": "8047fe00-71fb-4daf-b669-dcb613d1b2e9", "actor": {"name": "portus"}, "action": "delete", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"digest": "sha256:fc4d0e5c56f66943aff9370192b763f2630ae228f38093d951493bf31916b64f", "repository": "attic/box"}, "request": {"id": "ac5e974c-32ce-43a8-9728-6bfe8b0899e5", "addr": "127.0.0.1:46554", "host": "127.0.0.1:5961", "method": "DELETE", "useragent": ""}, "timestamp": "2026-11-28T22:21:00.214919878Z"}', 'ignored', 'Nothing of that kind is known here.', 1, NULL, '2026-11-28 22:21:00.3+00'),
	(36, '7ad6f0b6-3525-43ea-80f1-31d4d2df5f45', 'delete', 'attic/box', '2026-11-28 22:21:00.223666+00', '2026-11-28 22:21:00.242+00', '{"id": "7ad6f0b6-3525-43ea-80f1-31d4d2df5f45", "actor": {"name": "portus"}, "action": "delete", "source": {"addr": "vm:5961", "instanceID": "b41a02a3-42d7-4c65-9044-818b424f0d34"}, "target": {"tag": "1", "repository": "attic/box"}, "request": {"id": "ac5e974c-32ce-43a8-9728-6bfe8b0899e5", "addr": "127.0.0.1:46554", "host": "127.0.0.1:5961", "method": "DELETE", "useragent": ""}, "timestamp": "2026-11-28T22:21:00.223666797Z"}', 'ignored', 'Nothing of that kind is known here.', 1, NULL, '2026-11-28 22:21:00.3+00'),
	(37, '6ad2f0f8-43d9-4f4a-a0bc-6f4f0b3c1d11', 'push', 'north/app', '2026-11-28 22:21:03.902+00', '2026-11-28 22:21:03.908+00', '{"id": "6ad2f0f8-43d9-4f4a-a0bc-6f4f0b3c1d11", "actor": {"name": "carl"}, "action": "push", "target": {"tag": "odd", "size": 512, "digest": "sha256:nonsense", "mediaType": "application/vnd.oci.image.manifest.v1+json", "repository": "north/app"}, "request": {"addr": "192.0.2.7:1", "host": "localhost:5961", "method": "PUT"}, "timestamp": "2026-11-28T22:21:03.902Z"}', 'failed', 'The event''s digest is malformed.', 0, NULL, '2026-11-28 22:21:03.908+00');
INSERT INTO public.repositories VALUES
	(15, 1, 'busybox', 'busybox', '', 1, 0, '2026-11-28 22:20:46.809+00', '2026-11-28 22:20:46.828+00', '2026-11-28 22:20:46.801+00', 'ada', NULL, NULL, '{}', NULL),
	(16, 3, 'mine', 'olga/mine', '', 1, 0, '2026-11-28 22:20:47.054+00', '2026-11-28 22:20:47.074+00', '2026-11-28 22:20:47.044+00', 'olga', NULL, NULL, '{}', NULL),
	(14, 9, 'tool', 'open/tool', '', 1, 1, '2026-11-28 22:20:46.535+00', '2026-11-28 22:20:46.56+00', '2026-11-28 22:20:46.515+00', 'ada', '2026-11-28 22:20:47.68+00', NULL, '{}', NULL),
	(9, 8, 'chart', 'north/chart', '', 1, 0, '2026-11-28 22:20:45.051+00', '2026-11-28 22:20:48.093+00', '2026-11-28 22:20:45.043+00', 'carl', NULL, 'private', '{}', NULL),
	(1, 8, 'app', 'north/app', '# The shop
Its `app`.', 4, 4, '2026-11-28 22:20:41.392+00', '2026-11-28 22:20:50.573+00', '2026-11-28 22:20:50.567+00', 'portus', '2026-11-28 22:20:47.594+00', NULL, '{release-*}', '2026-11-28 22:20:48.119+00'),
	(12, 8, 'spare', 'north/spare', '', 2, 0, '2026-11-28 22:20:46.026+00', '2026-11-28 22:20:58.294+00', '2026-11-28 22:20:58.278+00', 'olga', NULL, NULL, '{}', NULL);
INSERT INTO public.repository_blobs VALUES
	(1, 'sha256:0f4957f1261d8f6972f8ed20fef966cabfaead891163889b68e707bf89e49a6d', 92),
	(1, 'sha256:39429c4ac49b3bc7bc6827109cc4dab8a34698378f3bfce186e10ed9e9becce6', 343),
	(1, 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', 400),
	(1, 'sha256:1208e9450d3ea24d972b2c98e1e729fcd5286caa146b30edc9434e04888f71a7', 94),
	(1, 'sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd', 400),
	(1, 'sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3', 491),
	(1, 'sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e', 343),
	(1, 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 2),
	(1, 'sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25', 400),
	(1, 'sha256:790b757f49864c3a1341d5579c3e13dc4dff1f041bfe82944703a4df03f17916', 343),
	(1, 'sha256:804d0a048703df86f58c83c1a62fb2db84d001d9e819bb06bad4435f7f239fd1', 11),
	(1, 'sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1', 401),
	(1, 'sha256:a5cdb355fc13b7f4456b81abbf1acd8060a8f210c36333c8266dd92e7cb81e15', 343),
	(1, 'sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816', 92),
	(1, 'sha256:b168ef1b15c0b4079b0e783bb7ada36f65e81f4ee79b68b877fc1bedcc97f7f7', 100),
	(1, 'sha256:ba9e25c18ac08ae62de5f9a29ddeba565afcf8a23e359969a16c974e699f7388', 100),
	(1, 'sha256:c8a3aee79d38823d54f90ccfbd2f74b458f10f84ccef529e2db86ed5e2dc995d', 586),
	(1, 'sha256:cc397cebd66182d055e1fbbd90679106ff1e57ad0c31c8f2a598047cddedcb05', 343),
	(1, 'sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1', 401),
	(9, 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 2),
	(9, 'sha256:9cf7117b68804262ddaf02a907de9ca84b658c1b933b11dce4f8c6630dbd1c48', 415),
	(9, 'sha256:a8c938318041ff413b5be251f171ce9ea478b3b957e5fd20b00a9d4de73a541d', 7),
	(12, 'sha256:0d71e3bc0970fe28e113174d6f99e08b03f1ffd4454996abbc94ab9bf49972d4', 343),
	(12, 'sha256:950130ac418fcec97eaca26c2cd891ab5b34639073525111abb63f02de203e0a', 400),
	(12, 'sha256:99880d4d076cc4b9a46031b86d20936dc959482ae23212ddbcde037e91539f86', 98),
	(14, 'sha256:1c07c45342d77b08a107159197adab9445d13490d926f7df38d7012624f47dd9', 400),
	(14, 'sha256:33ee1734ae8ebd2f906bef529ac756c4cb00a6f879e0d4623e8b46da9837ef24', 343),
	(14, 'sha256:6b3c6ba670b9b73467656b30b396b2dcfc808569532e560a3b0ff57091edd610', 98),
	(15, 'sha256:3b5e13570ea1d303de6bd8d5b12e825b8abb04e72fffdeb289b9f49305999034', 400),
	(15, 'sha256:fbeaca5e986246af517b13ed7bbc08e895cd71c3452b1b529f63d76a9f7c34ce', 343),
	(15, 'sha256:ff76feffc705711ef7c38f1852e858a3a755b18d195054521c3cebd0fc3dabb2', 92),
	(16, 'sha256:16dc02c535b0b30e7f60a35dd9e6abc52839cd045e9f4c1096df6cb16ea1a703', 400),
	(16, 'sha256:5620f4c95170a49a3d91029e4f23d05fb328e7054b772b09ff7683b3d01bf478', 343),
	(16, 'sha256:7e0732014402cbd36985d1c22fdc72c55111e5efc600b90cf945387a726392b2', 93),
	(1, 'sha256:1820c644cedf05207f1300695b3e1d4b0c6e62c2316e3a6d508f8b82231f8c59', 93),
	(1, 'sha256:7ccb1226ff9417231b93df3fbf9e21b614c17599cdec63046bad90f6cecf4381', 400),
	(1, 'sha256:a64fcc12e803a8b714efb72ed1320ed82c926f061c0593b57d259e77f809af05', 343),
	(12, 'sha256:23665af524a916140f86d165e6403a811b7e0c2388ff8672e1ba059e53226b5b', 343),
	(12, 'sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a', 400),
	(12, 'sha256:e58b07660f9ac70cafe56a5cc82c3949d98793298a17d568eff5f71dea05b1ed', 94);
INSERT INTO public.repository_memberships VALUES
	(1, 1, 5, 'viewer', '2026-11-28 22:20:48.055+00', '2026-11-28 22:20:48.055+00');
INSERT INTO public.repository_sizes VALUES
	(9, 424, 422, 0, '2026-11-28 22:20:47.66+00'),
	(14, 841, 841, 0, '2026-11-28 22:20:47.66+00'),
	(15, 835, 835, 0, '2026-11-28 22:20:47.66+00'),
	(16, 836, 836, 0, '2026-11-28 22:20:47.66+00'),
	(1, 6121, 6119, 0, '2026-11-28 22:20:52.696+00'),
	(12, 1678, 1678, 0, '2026-11-28 22:21:02.952+00');
INSERT INTO public.retention_rules VALUES
	(1, NULL, 8, NULL, 'build-.*', '', 5, 30, NULL, false, true, 'olga', '2026-11-28 22:20:54.538+00'),
	(2, NULL, NULL, 1, '', '', 10, NULL, NULL, false, true, 'olga', '2026-11-28 22:20:54.613+00'),
	(3, 1, NULL, NULL, '', '', 20, NULL, NULL, false, true, 'ada', '2026-11-28 22:20:54.723+00');
INSERT INTO public.retention_runs VALUES
	(1, '2026-11-27 22:21:11.265+00', 2, 'One tag is immutable.');
INSERT INTO public.sessions VALUES
	('gfo3pJ29Cr-QP5VFoO8gWAqi4BgxTxIJ', '{"cookie":{"originalMaxAge":604800000,"expires":"2026-12-05T22:20:39.468Z","secure":false,"httpOnly":true,"path":"/","sameSite":"lax"},"startedAt":"2026-11-28T22:20:39.380Z","address":"127.0.0.1","agent":"node","passport":{"user":5}}', '2026-12-05 22:20:40'),
	('VMni2gVMQLiZtaIwN5bAEAW9zubDNHx_', '{"cookie":{"originalMaxAge":604800000,"expires":"2026-12-05T22:20:39.220Z","secure":false,"httpOnly":true,"path":"/","sameSite":"lax"},"startedAt":"2026-11-28T22:20:39.163Z","address":"127.0.0.1","agent":"node","passport":{"user":3},"flash":[{"kind":"good","text":"Your profile is saved."}]}', '2026-12-05 22:20:41'),
	('4y8WnbdCZWr6DRzYRiOog_4ACDSCYm5T', '{"cookie":{"originalMaxAge":604800000,"expires":"2026-12-05T22:20:59.774Z","secure":false,"httpOnly":true,"path":"/","sameSite":"lax"},"startedAt":"2026-11-28T22:20:39.068Z","address":"127.0.0.1","agent":"node","passport":{"user":2},"flash":[{"kind":"good","text":"It is deleted. Here it can be put back."}]}', '2026-12-05 22:21:01'),
	('fsZ1ti5w8VfCv-4JUJ3wZ1wWZl38C5mo', '{"cookie":{"originalMaxAge":604800000,"expires":"2026-12-05T22:20:59.462Z","secure":false,"httpOnly":true,"path":"/","sameSite":"lax"},"startedAt":"2026-11-28T22:20:39.281Z","address":"127.0.0.1","agent":"node","passport":{"user":4}}', '2026-12-05 22:21:00'),
	('lQVk3tVmQfiNu2pNmauA-ilIbGaAfvwV', '{"cookie":{"originalMaxAge":604800000,"expires":"2026-12-05T22:21:03.521Z","secure":false,"httpOnly":true,"path":"/","sameSite":"lax"},"startedAt":"2026-11-28T22:20:38.790Z","address":"127.0.0.1","agent":"node","passport":{"user":1},"flash":[{"kind":"good","text":"The catalogue is being compared with the registry."}]}', '2026-12-05 22:21:04');
INSERT INTO public.signing_keys VALUES
	(1, 'ca', '-----BEGIN CERTIFICATE-----
MIIBkTCCATegAwIBAgIQQHI4/uzNmMPSxzDIMDpukzAKBggqhkjOPQQDAjAnMSUw
IwYDVQQDExxQb3J0dXMgQ0Egb2YgcG9ydHVzLnRlc3QubGFuMB4XDTI2MTEyODIy
MTUzNloXDTM2MTEyNzIyMjAzNlowJzElMCMGA1UEAxMcUG9ydHVzIENBIG9mIHBv
cnR1cy50ZXN0LmxhbjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHeWZAJpQbck
C+xLAGZP33IPRmdxFWC1j5tzKAcfgXI2M8HHboyCOTOhWIh7Ho3nNKPzc0oesUa2
dqLredL7By6jRTBDMBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgIE
MB0GA1UdDgQWBBTgsL8vFgUEIhul41RAOpPNdYEjQzAKBggqhkjOPQQDAgNIADBF
AiAK4ywgfEA63DK9Ch4qyKmryFV/U1DAgCiMETuEaAB/ngIhANzpNdipdM9UajCP
y8ZWV2jRuBOaE1aL8A19OB6jDeQ2
-----END CERTIFICATE-----', '\xabbaf71699def8aa59f6dde71bcba94b9a0d15c64f35b6413041add49b922eac264a9f7effc14805f04c2f85d6bb45028a6bfc2e4a2d95f83bcb5fa01a22fc576b71447349da917d6b6909d46f20921911e495f773d9716a36989fc341f4c7bd4ea3bdd236b29be43e31312710d1939b600f101fa705ce8d4628609c9f536324d620ed7ecdc4e9efe91dab20e9bc2893d4ecb653253ac0573d5843eccdc7da94d13e31ad047d', '2026-11-28 22:15:36.97+00', '2036-11-27 22:20:36.97+00', '2026-11-28 22:20:37.047+00'),
	(2, 'leaf', '-----BEGIN CERTIFICATE-----
MIIBhTCCASqgAwIBAgIQRENJAJ9IN0qygF7jJ1eMIzAKBggqhkjOPQQDAjAnMSUw
IwYDVQQDExxQb3J0dXMgQ0Egb2YgcG9ydHVzLnRlc3QubGFuMB4XDTI2MTEyODIy
MTUzN1oXDTI2MTIwMTIyMjAzN1owHjEcMBoGA1UEAxMTUG9ydHVzIHRva2VuIHNp
Z25lcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGHDUp8KGnO0YXOD9EU/puLM
kE5hBa8A/DHLDdy3U9di7fZWU4l5gfnpgi9iyWrQd47c5LbNfpbIUUqWEL+qV+mj
QTA/MAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMB8GA1UdIwQYMBaAFOCw
vy8WBQQiG6XjVEA6k811gSNDMAoGCCqGSM49BAMCA0kAMEYCIQD7BaZqptwmAp5h
jvisMimWCWXPCCEqEXbcqvex/bmprAIhALSSSs2Vp4fRRcf1y2Ef4V+dlQu5iH8/
Ib4+UPZ+BN0H
-----END CERTIFICATE-----', '\x77b5280aff23469dec01c8adcbe335906c0fc86fd3b9684b966325d6434233ab6f14b3d21f7ecedbb5e55f721bd438247c70318ee21295873cbcceb0ec3aeee8231573204e21dcc7053617b7535355dbd6256993b7dd34455733ec96c44280a78b1c8158a2ce8ce3b2eb76649e971a5c7a96cf971c0282984fd9405fe527f6dd8e98a72550e580a7f9ffaeecdc6f014bb1c1c64392c1eb44b907823685dd4eea25012f5dbd97', '2026-11-28 22:15:37.124+00', '2026-12-01 22:20:37.124+00', '2026-11-28 22:20:37.141+00');
INSERT INTO public.size_dues VALUES
	(43, 1, NULL);
INSERT INTO public.stars VALUES
	(1, 4, '2026-11-28 22:20:47.867+00'),
	(1, 2, '2026-11-28 22:20:47.916+00');
INSERT INTO public.sync_runs VALUES
	(1, 1, 'start', '', 'finished', NULL, '2026-11-28 22:20:37.271+00', '2026-11-28 22:20:42.467+00', '2026-11-28 22:20:37.4+00', '2026-11-28 22:20:43.566+00', '2026-11-28 22:20:43.616+00', '1', 1, 1, 1, 3, 0, 0, 0, 0, 0, NULL),
	(2, 1, 'admin', 'ada', 'finished', NULL, '2026-11-28 22:21:03.888+00', '2026-11-28 22:21:03.888+00', '2026-11-28 22:21:04.702+00', '2026-11-28 22:21:04.848+00', '2026-11-28 22:21:04.873+00', '16', 0, 8, 8, 11, 0, 0, 0, 0, 0, NULL),
	(3, 1, 'command', 'ada', 'failed', NULL, '2026-11-28 20:21:11.247+00', '2026-11-28 22:21:11.247+00', '2026-11-28 20:21:11.247+00', NULL, '2026-11-28 20:21:11.247+00', NULL, 5, 0, 0, 0, 0, 0, 0, 0, 0, 'The registry can''t be reached.'),
	(4, 1, 'schedule', '', 'waiting', true, '2026-11-28 22:21:11.247+00', '2026-11-28 22:21:11.247+00', NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL);
INSERT INTO public.tag_moves VALUES
	(1, 1, 'v1.0', 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', '2026-11-28 22:20:41.37+00', 3, 'carl', NULL),
	(2, 1, 'v1.1', 'sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25', '2026-11-28 22:20:42.728+00', 3, 'carl', NULL),
	(3, 1, 'latest', 'sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25', '2026-11-28 22:20:42.909+00', 3, 'carl', NULL),
	(4, 1, 'latest', 'sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd', '2026-11-28 22:20:44.2+00', 3, 'carl', NULL),
	(5, 1, 'multi', 'sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3', '2026-11-28 22:20:44.572+00', 2, 'olga', NULL),
	(6, 9, '1.0.0', 'sha256:9cf7117b68804262ddaf02a907de9ca84b658c1b933b11dce4f8c6630dbd1c48', '2026-11-28 22:20:45.042+00', 3, 'carl', NULL),
	(9, 12, '1', 'sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a', '2026-11-28 22:20:46.017+00', 3, 'carl', NULL),
	(10, 12, '2', 'sha256:950130ac418fcec97eaca26c2cd891ab5b34639073525111abb63f02de203e0a', '2026-11-28 22:20:46.215+00', 3, 'carl', NULL),
	(11, 14, '1', 'sha256:1c07c45342d77b08a107159197adab9445d13490d926f7df38d7012624f47dd9', '2026-11-28 22:20:46.514+00', 1, 'ada', NULL),
	(12, 15, '1', 'sha256:3b5e13570ea1d303de6bd8d5b12e825b8abb04e72fffdeb289b9f49305999034', '2026-11-28 22:20:46.8+00', 1, 'ada', NULL),
	(13, 16, '1', 'sha256:16dc02c535b0b30e7f60a35dd9e6abc52839cd045e9f4c1096df6cb16ea1a703', '2026-11-28 22:20:47.044+00', 2, 'olga', NULL),
	(14, 1, 'latest', 'sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25', '2026-11-28 22:20:49.278+00', 2, 'olga', 'point_back'),
	(15, 1, 'v1.0', 'sha256:7ccb1226ff9417231b93df3fbf9e21b614c17599cdec63046bad90f6cecf4381', '2026-11-28 22:20:50.485+00', 3, 'carl', 'overwrite'),
	(16, 1, 'v1.0', 'sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c', '2026-11-28 22:20:50.566+00', NULL, 'portus', 'put_back'),
	(18, 12, '1', NULL, '2026-11-28 22:20:55.95+00', NULL, 'portus', NULL),
	(19, 12, '1', 'sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a', '2026-11-28 22:20:58.278+00', 2, 'olga', NULL);
INSERT INTO public.tags VALUES
	(2, 1, 2, 'v1.1', 'carl', 3, 'carl', '2026-11-28 22:20:42.729+00', '2026-11-28 22:20:42.729+00', '2026-11-28 22:20:42.743+00', '2026-11-28 22:20:42.728656+00'),
	(5, 1, 7, 'multi', 'olga', 2, 'olga', '2026-11-28 22:20:44.573+00', '2026-11-28 22:20:44.573+00', '2026-11-28 22:20:44.609+00', '2026-11-28 22:20:44.572878+00'),
	(6, 1, 8, 'sha256-bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c.sig', 'carl', 3, 'carl', '2026-11-28 22:20:44.826+00', '2026-11-28 22:20:44.826+00', '2026-11-28 22:20:44.835+00', '2026-11-28 22:20:44.825571+00'),
	(7, 9, 9, '1.0.0', 'carl', 3, 'carl', '2026-11-28 22:20:45.043+00', '2026-11-28 22:20:45.043+00', '2026-11-28 22:20:45.051+00', '2026-11-28 22:20:45.042654+00'),
	(11, 12, 13, '2', 'carl', 3, 'carl', '2026-11-28 22:20:46.216+00', '2026-11-28 22:20:46.216+00', '2026-11-28 22:20:46.224+00', '2026-11-28 22:20:46.215709+00'),
	(12, 14, 14, '1', 'ada', 1, 'ada', '2026-11-28 22:20:46.515+00', '2026-11-28 22:20:46.515+00', '2026-11-28 22:20:46.535+00', '2026-11-28 22:20:46.514708+00'),
	(13, 15, 15, '1', 'ada', 1, 'ada', '2026-11-28 22:20:46.801+00', '2026-11-28 22:20:46.801+00', '2026-11-28 22:20:46.809+00', '2026-11-28 22:20:46.800538+00'),
	(14, 16, 16, '1', 'olga', 2, 'olga', '2026-11-28 22:20:47.044+00', '2026-11-28 22:20:47.044+00', '2026-11-28 22:20:47.054+00', '2026-11-28 22:20:47.044469+00'),
	(3, 1, 2, 'latest', 'carl', 3, 'olga', '2026-11-28 22:20:49.279+00', '2026-11-28 22:20:42.909+00', '2026-11-28 22:20:49.283+00', '2026-11-28 22:20:49.278875+00'),
	(1, 1, 1, 'v1.0', 'carl', 3, 'portus', '2026-11-28 22:20:50.567+00', '2026-11-28 22:20:41.371+00', '2026-11-28 22:20:50.573+00', '2026-11-28 22:20:50.566658+00'),
	(18, 12, 20, '1', 'olga', 2, 'olga', '2026-11-28 22:20:58.278+00', '2026-11-28 22:20:58.278+00', '2026-11-28 22:20:58.284+00', '2026-11-28 22:20:58.278187+00');
INSERT INTO public.teams VALUES
	(1, 'global/registry.test.lan:5000', '', true, '2026-11-28 22:20:36.915+00', '2026-11-28 22:20:36.915+00'),
	(2, 'personal/registry.test.lan:5000/ada', '', true, '2026-11-28 22:20:38.703+00', '2026-11-28 22:20:38.703+00'),
	(3, 'personal/registry.test.lan:5000/olga', '', true, '2026-11-28 22:20:39.051+00', '2026-11-28 22:20:39.051+00'),
	(4, 'personal/registry.test.lan:5000/carl', '', true, '2026-11-28 22:20:39.15+00', '2026-11-28 22:20:39.15+00'),
	(5, 'personal/registry.test.lan:5000/vera', '', true, '2026-11-28 22:20:39.272+00', '2026-11-28 22:20:39.272+00'),
	(6, 'personal/registry.test.lan:5000/sam', '', true, '2026-11-28 22:20:39.344+00', '2026-11-28 22:20:39.344+00'),
	(7, 'personal/registry.test.lan:5000/dora', '', true, '2026-11-28 22:20:39.571+00', '2026-11-28 22:20:39.571+00'),
	(8, 'north', 'Those who build the shop', false, '2026-11-28 22:20:39.899+00', '2026-11-28 22:20:39.899+00'),
	(9, 'south', '', false, '2026-11-28 22:20:40.07+00', '2026-11-28 22:20:40.07+00'),
	(10, 'personal/registry.test.lan:5000/nina', '', true, '2026-11-28 22:21:03.714+00', '2026-11-28 22:21:03.714+00');
INSERT INTO public.tombstones VALUES
	(1, 'north/old', 'sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156', '2026-11-28 22:20:55.48+00'),
	(1, 'north/old', '1', '2026-11-28 22:20:55.47922+00'),
	(1, 'north/old', '', '2026-11-28 22:20:58.633+00'),
	(1, 'north/old', 'sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877', '2026-11-28 22:20:58.595+00'),
	(1, 'north/old', '2', '2026-11-28 22:20:58.595227+00'),
	(1, 'attic/box', 'sha256:fc4d0e5c56f66943aff9370192b763f2630ae228f38093d951493bf31916b64f', '2026-11-28 22:21:00.228+00'),
	(1, 'attic/box', '1', '2026-11-28 22:21:00.223666+00');
INSERT INTO public.users VALUES
	(1, 'ada', 'ada@example.org', NULL, '$argon2id$v=19$m=19456,t=2,p=1$V5xOnoTGdbE4CHSx4cAT9A$jNBsR+3BUef7bRKt7qpyLZ7hjREoAZR4dnBVgRPQHOY', true, false, '2026-11-28 22:20:38.663+00', '2026-11-28 22:20:38.663+00', NULL, '2026-11-28 22:20:38.793+00', NULL, NULL),
	(2, 'olga', 'olga@example.org', NULL, '$argon2id$v=19$m=19456,t=2,p=1$GkzHFwmKwRDw819hmpV8GA$WuOsAV2GEtvzv6+RjIadXMzVFxQmSqxY2q6eihNiEuk', false, false, '2026-11-28 22:20:39.046+00', '2026-11-28 22:20:39.046+00', NULL, '2026-11-28 22:20:39.072+00', NULL, NULL),
	(4, 'vera', 'vera@example.org', NULL, '$argon2id$v=19$m=19456,t=2,p=1$pfplM1z1MEspLs+vRbVciA$v+6rbLGsAnvOKmFSh4wk5D7gZbWouIz3+5uIU8YZQIw', false, false, '2026-11-28 22:20:39.26+00', '2026-11-28 22:20:39.26+00', NULL, '2026-11-28 22:20:39.282+00', NULL, NULL),
	(5, 'sam', 'sam@example.org', NULL, '$argon2id$v=19$m=19456,t=2,p=1$fcTD99cB6ECJy8TSWQmqsQ$5nl9JFO0MdMEReKfnjqiDgXfJmHGlZr3XDRjNffkKWk', false, false, '2026-11-28 22:20:39.332+00', '2026-11-28 22:20:39.332+00', NULL, '2026-11-28 22:20:39.382+00', NULL, NULL),
	(7, 'north+builder', NULL, NULL, NULL, false, true, '2026-11-28 22:20:40.572+00', '2026-11-28 22:20:40.572+00', NULL, NULL, NULL, 8),
	(3, 'carl', 'carl@example.org', 'Carl Contributor', '$argon2id$v=19$m=19456,t=2,p=1$F6fz63eXngPYl3MjPpLttg$SDssuQzHMLHgOqr75GaToD88WELrT8ZVCWrU8Ld+Nbw', false, false, '2026-11-28 22:20:39.147+00', '2026-11-28 22:20:40.847+00', NULL, '2026-11-28 22:20:39.173+00', NULL, NULL),
	(6, 'dora', 'dora@example.org', NULL, '$argon2id$v=19$m=19456,t=2,p=1$i3X0wIb6ETvv7pc1vzWCxQ$q9w8QFxaanGEr6Nffn8kK5Bxll7/CTFXVEkhMnXNxZ4', false, false, '2026-11-28 22:20:39.566+00', '2026-11-28 22:21:03.633+00', '2026-11-28 22:21:03.605+00', '2026-11-28 22:20:39.583+00', NULL, NULL),
	(8, 'nina', NULL, NULL, '$argon2id$v=19$m=19456,t=2,p=1$olpc3wGPf4AZ3g14srU6HQ$BuCxwuB/8qSfqpcsD1VRobcNIH6qsKUvAlij+gzKidc', false, false, '2026-11-28 22:21:03.708+00', '2026-11-28 22:21:03.708+00', NULL, NULL, NULL, NULL);
INSERT INTO public.webhook_deliveries VALUES
	(1, 1, '2a61ce5e-8149-481b-86c9-476276b1afd4', 'push', 'north/app:v1.0', '{"id":"2a61ce5e-8149-481b-86c9-476276b1afd4","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"v1.0","url":"http://localhost:5961/v2/north/app/manifests/sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c","size":400,"digest":"sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:39429c4ac49b3bc7bc6827109cc4dab8a34698378f3bfce186e10ed9e9becce6","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":92,"digest":"sha256:0f4957f1261d8f6972f8ed20fef966cabfaead891163889b68e707bf89e49a6d","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"3a993a6b-f994-41e8-98cb-179e3a1b33d3","addr":"127.0.0.1:58316","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:41.370927389Z"}', 'sent', 1, NULL, '2026-11-28 22:20:41.496+00', '2026-11-28 22:20:41.525+00', 681, '{"accept": "*/*", "x-token": "••••••••", "user-agent": "Portus", "content-type": "application/json", "authorization": "••••••••", "content-length": "1014", "x-portus-event": "push", "x-portus-delivery": "2a61ce5e-8149-481b-86c9-476276b1afd4", "x-portus-signature": "sha256=4521aa9d3bb0c39ec40bfee4f367944efcc12bb8832c0b4f87912d7741f5f8b7"}', 200, '{"date": "Sat, 28 Nov 2026 22:20:42 GMT", "connection": "close", "content-length": "6"}', 'thanks', NULL),
	(2, 2, '2a61ce5e-8149-481b-86c9-476276b1afd4', 'push', 'north/app:v1.0', '{"id":"2a61ce5e-8149-481b-86c9-476276b1afd4","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"v1.0","url":"http://localhost:5961/v2/north/app/manifests/sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c","size":400,"digest":"sha256:bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:39429c4ac49b3bc7bc6827109cc4dab8a34698378f3bfce186e10ed9e9becce6","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":92,"digest":"sha256:0f4957f1261d8f6972f8ed20fef966cabfaead891163889b68e707bf89e49a6d","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"3a993a6b-f994-41e8-98cb-179e3a1b33d3","addr":"127.0.0.1:58316","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:41.370927389Z"}', 'pending', 2, '2026-11-28 22:21:55.64+00', '2026-11-28 22:20:41.496+00', '2026-11-28 22:20:55.61+00', 2, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1014", "x-portus-event": "push", "x-portus-delivery": "2a61ce5e-8149-481b-86c9-476276b1afd4", "x-portus-signature": "sha256=b0fc0331bb514bf0c370613a73d5252d2aa90696339d402b347fd507b25178e2"}', NULL, '{}', '', '127.0.0.1:1 can''t be reached: connect ECONNREFUSED 127.0.0.1:1.'),
	(4, 2, '75ec2f25-c1a9-4419-a296-47f7b0f2507e', 'push', 'north/app:v1.1', '{"id":"75ec2f25-c1a9-4419-a296-47f7b0f2507e","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"v1.1","url":"http://localhost:5961/v2/north/app/manifests/sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","size":400,"digest":"sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":92,"digest":"sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"80dedd1b-7869-41cf-b5bb-ce541b6fb204","addr":"127.0.0.1:58412","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:42.72865603Z"}', 'failed', 8, NULL, '2026-11-28 22:20:42.867+00', '2026-11-28 22:21:11.306+00', 7, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1013", "x-portus-event": "push", "x-portus-delivery": "75ec2f25-c1a9-4419-a296-47f7b0f2507e", "x-portus-signature": "sha256=cc5570119358edf01236c27c65c8dda60aa34fb953eed3e33ec474b38f6c2c80"}', NULL, '{}', '', 'connect ECONNREFUSED 127.0.0.1:1'),
	(3, 1, '75ec2f25-c1a9-4419-a296-47f7b0f2507e', 'push', 'north/app:v1.1', '{"id":"75ec2f25-c1a9-4419-a296-47f7b0f2507e","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"v1.1","url":"http://localhost:5961/v2/north/app/manifests/sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","size":400,"digest":"sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":92,"digest":"sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"80dedd1b-7869-41cf-b5bb-ce541b6fb204","addr":"127.0.0.1:58412","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:42.72865603Z"}', 'sent', 1, NULL, '2026-11-28 22:20:42.867+00', '2026-11-28 22:20:42.887+00', 28, '{"accept": "*/*", "x-token": "••••••••", "user-agent": "Portus", "content-type": "application/json", "authorization": "••••••••", "content-length": "1013", "x-portus-event": "push", "x-portus-delivery": "75ec2f25-c1a9-4419-a296-47f7b0f2507e", "x-portus-signature": "sha256=c45c3509a1d9b7f697b0be389fa47399104ca45ca4d44296ab2a9ad38d50ec1d"}', 200, '{"date": "Sat, 28 Nov 2026 22:20:42 GMT", "connection": "close", "content-length": "6"}', 'thanks', NULL),
	(5, 1, '24cf447f-4f2c-42ec-b4b4-9391dfd34a6b', 'push', 'north/app:latest', '{"id":"24cf447f-4f2c-42ec-b4b4-9391dfd34a6b","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"latest","url":"http://localhost:5961/v2/north/app/manifests/sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","size":400,"digest":"sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":92,"digest":"sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"66ec7e28-7c25-40ac-9117-547ceade364f","addr":"127.0.0.1:58472","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:42.909146963Z"}', 'sent', 1, NULL, '2026-11-28 22:20:43.017+00', '2026-11-28 22:20:43.039+00', 24, '{"accept": "*/*", "x-token": "••••••••", "user-agent": "Portus", "content-type": "application/json", "authorization": "••••••••", "content-length": "1016", "x-portus-event": "push", "x-portus-delivery": "24cf447f-4f2c-42ec-b4b4-9391dfd34a6b", "x-portus-signature": "sha256=512f80814e762eb22d762218d70127f460a7bd56bd4229ebe65486d1288c1eca"}', 200, '{"date": "Sat, 28 Nov 2026 22:20:43 GMT", "connection": "close", "content-length": "6"}', 'thanks', NULL),
	(7, 1, '769f2efa-6de0-407e-bd0b-b697f3a6613b', 'push', 'north/app:latest', '{"id":"769f2efa-6de0-407e-bd0b-b697f3a6613b","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"latest","url":"http://localhost:5961/v2/north/app/manifests/sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd","size":400,"digest":"sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:cc397cebd66182d055e1fbbd90679106ff1e57ad0c31c8f2a598047cddedcb05","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":94,"digest":"sha256:1208e9450d3ea24d972b2c98e1e729fcd5286caa146b30edc9434e04888f71a7","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"3fe1f3f9-23bf-41b3-9723-b847b5cc4d00","addr":"127.0.0.1:58640","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.200245677Z"}', 'sent', 1, NULL, '2026-11-28 22:20:44.269+00', '2026-11-28 22:20:44.272+00', 5, '{"accept": "*/*", "x-token": "••••••••", "user-agent": "Portus", "content-type": "application/json", "authorization": "••••••••", "content-length": "1016", "x-portus-event": "push", "x-portus-delivery": "769f2efa-6de0-407e-bd0b-b697f3a6613b", "x-portus-signature": "sha256=421039dfff479d78f42708bac1063a8be7d426f86cd619497af462be558d0279"}', 200, '{"date": "Sat, 28 Nov 2026 22:20:44 GMT", "connection": "close", "content-length": "6"}', 'thanks', NULL),
	(9, 1, '86ae8ee0-0f56-4a2b-a81a-c34862c0afd5', 'push', 'north/app@sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1', '{"id":"86ae8ee0-0f56-4a2b-a81a-c34862c0afd5","actor":{"name":"olga"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"url":"http://localhost:5961/v2/north/app/manifests/sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1","size":401,"digest":"sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1","length":401,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:a5cdb355fc13b7f4456b81abbf1acd8060a8f210c36333c8266dd92e7cb81e15","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":100,"digest":"sha256:ba9e25c18ac08ae62de5f9a29ddeba565afcf8a23e359969a16c974e699f7388","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"23843cc1-3d36-4f49-bb43-bf7cc76506a7","addr":"127.0.0.1:58764","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.391593834Z"}', 'sent', 1, NULL, '2026-11-28 22:20:44.41+00', '2026-11-28 22:20:44.413+00', 3, '{"accept": "*/*", "x-token": "••••••••", "user-agent": "Portus", "content-type": "application/json", "authorization": "••••••••", "content-length": "1002", "x-portus-event": "push", "x-portus-delivery": "86ae8ee0-0f56-4a2b-a81a-c34862c0afd5", "x-portus-signature": "sha256=a64e56b6cd6c660822e50537b08bf8e42a4db19c7c8910d265e4f0b2423a839c"}', 200, '{"date": "Sat, 28 Nov 2026 22:20:44 GMT", "connection": "close", "content-length": "6"}', 'thanks', NULL),
	(8, 2, '769f2efa-6de0-407e-bd0b-b697f3a6613b', 'push', 'north/app:latest', '{"id":"769f2efa-6de0-407e-bd0b-b697f3a6613b","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"latest","url":"http://localhost:5961/v2/north/app/manifests/sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd","size":400,"digest":"sha256:3dfe77a69b5bac1ff49d25dd4b86cb47098f68f1102c6a89422d4ff0eaa6f0bd","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:cc397cebd66182d055e1fbbd90679106ff1e57ad0c31c8f2a598047cddedcb05","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":94,"digest":"sha256:1208e9450d3ea24d972b2c98e1e729fcd5286caa146b30edc9434e04888f71a7","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"3fe1f3f9-23bf-41b3-9723-b847b5cc4d00","addr":"127.0.0.1:58640","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.200245677Z"}', 'failed', 8, NULL, '2026-11-28 22:20:44.269+00', '2026-11-28 22:21:11.306+00', 3, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1016", "x-portus-event": "push", "x-portus-delivery": "769f2efa-6de0-407e-bd0b-b697f3a6613b", "x-portus-signature": "sha256=a6d3c4fa8be72989214eefcd9979c2a6d20a8d5b2f06d670531068a3aad0e1e5"}', NULL, '{}', '', 'connect ECONNREFUSED 127.0.0.1:1'),
	(11, 1, '28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5', 'push', 'north/app@sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1', '{"id":"28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5","actor":{"name":"olga"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"url":"http://localhost:5961/v2/north/app/manifests/sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1","size":401,"digest":"sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1","length":401,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:790b757f49864c3a1341d5579c3e13dc4dff1f041bfe82944703a4df03f17916","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":100,"digest":"sha256:b168ef1b15c0b4079b0e783bb7ada36f65e81f4ee79b68b877fc1bedcc97f7f7","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"0700f38f-b41d-47b3-a1e7-fda785123603","addr":"127.0.0.1:58872","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.539565409Z"}', 'sent', 1, NULL, '2026-11-28 22:20:44.558+00', '2026-11-28 22:20:44.563+00', 31, '{"accept": "*/*", "x-token": "••••••••", "user-agent": "Portus", "content-type": "application/json", "authorization": "••••••••", "content-length": "1002", "x-portus-event": "push", "x-portus-delivery": "28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5", "x-portus-signature": "sha256=8b96c06f3be94054deb9e0d567785d8038945fd782be827b93abf76b084c7e98"}', 200, '{"date": "Sat, 28 Nov 2026 22:20:44 GMT", "connection": "close", "content-length": "6"}', 'thanks', NULL),
	(10, 2, '86ae8ee0-0f56-4a2b-a81a-c34862c0afd5', 'push', 'north/app@sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1', '{"id":"86ae8ee0-0f56-4a2b-a81a-c34862c0afd5","actor":{"name":"olga"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"url":"http://localhost:5961/v2/north/app/manifests/sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1","size":401,"digest":"sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1","length":401,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:a5cdb355fc13b7f4456b81abbf1acd8060a8f210c36333c8266dd92e7cb81e15","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":100,"digest":"sha256:ba9e25c18ac08ae62de5f9a29ddeba565afcf8a23e359969a16c974e699f7388","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"23843cc1-3d36-4f49-bb43-bf7cc76506a7","addr":"127.0.0.1:58764","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.391593834Z"}', 'pending', 2, '2026-11-28 22:21:55.732+00', '2026-11-28 22:20:44.41+00', '2026-11-28 22:20:55.719+00', 4, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1002", "x-portus-event": "push", "x-portus-delivery": "86ae8ee0-0f56-4a2b-a81a-c34862c0afd5", "x-portus-signature": "sha256=2af1ccdec373fc0f7dc08fdba757709db9b588945efa7bd95ab7a4aa102b7aa4"}', NULL, '{}', '', '127.0.0.1:1 can''t be reached: connect ECONNREFUSED 127.0.0.1:1.'),
	(12, 2, '28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5', 'push', 'north/app@sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1', '{"id":"28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5","actor":{"name":"olga"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"url":"http://localhost:5961/v2/north/app/manifests/sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1","size":401,"digest":"sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1","length":401,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:790b757f49864c3a1341d5579c3e13dc4dff1f041bfe82944703a4df03f17916","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":100,"digest":"sha256:b168ef1b15c0b4079b0e783bb7ada36f65e81f4ee79b68b877fc1bedcc97f7f7","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"0700f38f-b41d-47b3-a1e7-fda785123603","addr":"127.0.0.1:58872","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.539565409Z"}', 'failed', 8, NULL, '2026-11-28 22:20:44.558+00', '2026-11-28 22:21:11.306+00', 2, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1002", "x-portus-event": "push", "x-portus-delivery": "28dbce0b-70bf-4c7e-8105-be9bb3eb1bd5", "x-portus-signature": "sha256=540e356e328de8340a685bdf13d3a88c1b75fdde4af0b10ed38a792f1cb6688d"}', NULL, '{}', '', 'connect ECONNREFUSED 127.0.0.1:1'),
	(14, 2, '709da133-d073-4b1c-8c61-4ea203bd56bd', 'push', 'north/app:multi', '{"id":"709da133-d073-4b1c-8c61-4ea203bd56bd","actor":{"name":"olga"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"multi","url":"http://localhost:5961/v2/north/app/manifests/sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3","size":491,"digest":"sha256:41325306a5a74ed2a51256c56dfeef5b990282dab56668607d881770675836a3","length":491,"mediaType":"application/vnd.oci.image.index.v1+json","references":[{"size":401,"digest":"sha256:dffb2d34860d0685665f594e607256a175500c4c672ded1572d4db3d957b6ba1","mediaType":"application/vnd.oci.image.manifest.v1+json"},{"size":401,"digest":"sha256:945d05b49b9cd4da4a5759507b6b8c21b0c0af84d93ae539e2c289c89785cab1","mediaType":"application/vnd.oci.image.manifest.v1+json"}],"repository":"north/app"},"request":{"id":"d286263d-7808-4d94-8ecc-fe4d1fca26ad","addr":"127.0.0.1:58878","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.572878758Z"}', 'pending', 2, '2026-11-28 22:21:55.786+00', '2026-11-28 22:20:44.683+00', '2026-11-28 22:20:55.762+00', 1, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1014", "x-portus-event": "push", "x-portus-delivery": "709da133-d073-4b1c-8c61-4ea203bd56bd", "x-portus-signature": "sha256=cecf02496e0d71fa2c69d35401df4e3dc663a413e528f6db8f1e32bded806eca"}', NULL, '{}', '', '127.0.0.1:1 can''t be reached: connect ECONNREFUSED 127.0.0.1:1.'),
	(20, 2, '09aefd25-2054-41f0-a0e8-b93fa7f659de', 'push', 'north/old:1', '{"id":"09aefd25-2054-41f0-a0e8-b93fa7f659de","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"1","url":"http://localhost:5961/v2/north/old/manifests/sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156","size":400,"digest":"sha256:e73b89075805b4cf9d525a99a40429b96a2dae4a0ca75e582490a1466c008156","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:602220f6668011a4c136e7286523b6ee95dd36d0a6477c9d4539cca09063c37f","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":96,"digest":"sha256:16d999f2692d28f4892b5fa6a722fc3b24700412d1b9f1f6c3bc1943e2b0c70e","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/old"},"request":{"id":"a9610dc5-4964-4211-ae39-2d9ad2c3a2d0","addr":"127.0.0.1:59262","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:45.314286097Z"}', 'failed', 8, NULL, '2026-11-28 22:20:45.393+00', '2026-11-28 22:21:11.306+00', 1, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1011", "x-portus-event": "push", "x-portus-delivery": "09aefd25-2054-41f0-a0e8-b93fa7f659de", "x-portus-signature": "sha256=6221f69c0e1405b0fbd12b23a5e920584c426d1b85432f1a48afeb323751bb09"}', NULL, '{}', '', 'connect ECONNREFUSED 127.0.0.1:1'),
	(22, 2, 'fa00d5db-4bd2-4e17-b79e-824cf3ca1532', 'push', 'north/old:2', '{"id":"fa00d5db-4bd2-4e17-b79e-824cf3ca1532","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"2","url":"http://localhost:5961/v2/north/old/manifests/sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877","size":400,"digest":"sha256:bd0b86ee49195644b786c94d86f360fc206a7c50a465b013bdcc83dd4d636877","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:6adcd0a9f1d42ff670cc525f00dea900ccae193b1065c035f14ea30fb74b9538","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":96,"digest":"sha256:c2ba0d07406eb503fa264766b97e7d343f5d1e8e9ea9d44599f7680694ee3682","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/old"},"request":{"id":"8d99f6e2-7745-453e-b2a7-a4ae6c65f348","addr":"127.0.0.1:59380","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:45.588880959Z"}', 'pending', 2, '2026-11-28 22:21:55.873+00', '2026-11-28 22:20:45.733+00', '2026-11-28 22:20:55.857+00', 1, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1011", "x-portus-event": "push", "x-portus-delivery": "fa00d5db-4bd2-4e17-b79e-824cf3ca1532", "x-portus-signature": "sha256=49c2b63735730e7750aeb4d9f308bfc419152d7066fc0c9bf9a8d2ec4f5a2a86"}', NULL, '{}', '', '127.0.0.1:1 can''t be reached: connect ECONNREFUSED 127.0.0.1:1.'),
	(16, 2, '2e7c57e3-66af-4221-82aa-f647114f3e12', 'push', 'north/app:sha256-bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c.sig', '{"id":"2e7c57e3-66af-4221-82aa-f647114f3e12","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"sha256-bf3e8550b61059de51884d3142a3710ae4d59d415d2d6182b457c68bd762ae9c.sig","url":"http://localhost:5961/v2/north/app/manifests/sha256:c8a3aee79d38823d54f90ccfbd2f74b458f10f84ccef529e2db86ed5e2dc995d","size":586,"digest":"sha256:c8a3aee79d38823d54f90ccfbd2f74b458f10f84ccef529e2db86ed5e2dc995d","length":586,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","mediaType":"application/vnd.oci.empty.v1+json"},{"size":11,"digest":"sha256:804d0a048703df86f58c83c1a62fb2db84d001d9e819bb06bad4435f7f239fd1","mediaType":"text/plain"}],"repository":"north/app"},"request":{"id":"afffe5f6-5a2e-4098-9100-d853eb5e5912","addr":"127.0.0.1:59026","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:44.82557113Z"}', 'failed', 8, NULL, '2026-11-28 22:20:44.879+00', '2026-11-28 22:21:11.306+00', 1, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1042", "x-portus-event": "push", "x-portus-delivery": "2e7c57e3-66af-4221-82aa-f647114f3e12", "x-portus-signature": "sha256=5297de102678722aead5086d6a0618c14a2f335de80e99024d45505acb66f8f0"}', NULL, '{}', '', 'connect ECONNREFUSED 127.0.0.1:1'),
	(6, 2, '24cf447f-4f2c-42ec-b4b4-9391dfd34a6b', 'push', 'north/app:latest', '{"id":"24cf447f-4f2c-42ec-b4b4-9391dfd34a6b","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"latest","url":"http://localhost:5961/v2/north/app/manifests/sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","size":400,"digest":"sha256:4c7a34bb56a3b2e473e885bef27fc2517e92762aaca92a1243547356f52baa25","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:43cb7b0915c1ba1844d6be0062d99e414dd8b3ec5821c1df0c59dbeeb844548e","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":92,"digest":"sha256:ae157677bb935ea42a39166a3c443c74aecee767a13e795eb682eecdca468816","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/app"},"request":{"id":"66ec7e28-7c25-40ac-9117-547ceade364f","addr":"127.0.0.1:58472","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:42.909146963Z"}', 'pending', 2, '2026-11-28 22:21:55.678+00', '2026-11-28 22:20:43.017+00', '2026-11-28 22:20:55.671+00', 1, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1016", "x-portus-event": "push", "x-portus-delivery": "24cf447f-4f2c-42ec-b4b4-9391dfd34a6b", "x-portus-signature": "sha256=7e8bd6af77c3cfd73afcefc0dcf6e91d4772f9aa748bfe4af55ccd9594a1b74e"}', NULL, '{}', '', '127.0.0.1:1 can''t be reached: connect ECONNREFUSED 127.0.0.1:1.'),
	(18, 2, '11d40a16-9a83-4d40-85a5-d8968808b3a6', 'push', 'north/chart:1.0.0', '{"id":"11d40a16-9a83-4d40-85a5-d8968808b3a6","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"1.0.0","url":"http://localhost:5961/v2/north/chart/manifests/sha256:9cf7117b68804262ddaf02a907de9ca84b658c1b933b11dce4f8c6630dbd1c48","size":415,"digest":"sha256:9cf7117b68804262ddaf02a907de9ca84b658c1b933b11dce4f8c6630dbd1c48","length":415,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":2,"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","mediaType":"application/vnd.oci.empty.v1+json"},{"size":7,"digest":"sha256:a8c938318041ff413b5be251f171ce9ea478b3b957e5fd20b00a9d4de73a541d","mediaType":"text/plain"}],"repository":"north/chart"},"request":{"id":"7a22f236-8a4e-462c-a703-a88cb701ea89","addr":"127.0.0.1:59150","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:45.042654096Z"}', 'pending', 2, '2026-11-28 22:21:55.844+00', '2026-11-28 22:20:45.066+00', '2026-11-28 22:20:55.822+00', 1, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "976", "x-portus-event": "push", "x-portus-delivery": "11d40a16-9a83-4d40-85a5-d8968808b3a6", "x-portus-signature": "sha256=854d5c49acbff890c34fc393549fc6b4f8cea4639675c08fef47c0e41e86ecf8"}', NULL, '{}', '', '127.0.0.1:1 can''t be reached: connect ECONNREFUSED 127.0.0.1:1.'),
	(24, 2, '516382fc-60d5-4b1f-ac4a-69819de6ca28', 'push', 'north/spare:1', '{"id":"516382fc-60d5-4b1f-ac4a-69819de6ca28","actor":{"name":"carl"},"action":"push","source":{"addr":"vm:5961","instanceID":"b41a02a3-42d7-4c65-9044-818b424f0d34"},"target":{"tag":"1","url":"http://localhost:5961/v2/north/spare/manifests/sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a","size":400,"digest":"sha256:6855697c37ea7aa1607236ed4eb8c991b922401971e9a0f27a37b14b4f8cfb4a","length":400,"mediaType":"application/vnd.oci.image.manifest.v1+json","references":[{"size":343,"digest":"sha256:23665af524a916140f86d165e6403a811b7e0c2388ff8672e1ba059e53226b5b","mediaType":"application/vnd.oci.image.config.v1+json"},{"size":94,"digest":"sha256:e58b07660f9ac70cafe56a5cc82c3949d98793298a17d568eff5f71dea05b1ed","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip"}],"repository":"north/spare"},"request":{"id":"8bcf3a89-518a-4f16-bcce-ae534532ddec","addr":"127.0.0.1:59500","host":"localhost:5961","method":"PUT","useragent":"skopeo/1.9.3"},"timestamp":"2026-11-28T22:20:46.017110981Z"}', 'failed', 8, NULL, '2026-11-28 22:20:46.048+00', '2026-11-28 22:21:11.306+00', 11, '{"accept": "*/*", "user-agent": "Portus", "content-type": "application/json", "content-length": "1015", "x-portus-event": "push", "x-portus-delivery": "516382fc-60d5-4b1f-ac4a-69819de6ca28", "x-portus-signature": "sha256=d687e763155a45f626ec1246614a0a2f770d524f7376a4bd46dbeb234bbf0d24"}', NULL, '{}', '', 'connect ECONNREFUSED 127.0.0.1:1');
INSERT INTO public.webhook_headers VALUES
	(1, 1, 'x-token', '\x4b88e5d4f1c91d052761a7529ab4ed5fae31458bac1a1cde1aa31529cb1ea20960826fe982a6c12b4fd6', '2026-11-28 22:20:40.951+00');
INSERT INTO public.webhooks VALUES
	(2, 8, 'gone', 'http://127.0.0.1:1/hook', 'POST', 'json', NULL, NULL, '\x16f1abb9c42e8220be0511dee1707669ead6f0186cb75cc6dca7c13348ed1ec1e2ba3720c80814a559acdb569ae46d0753d170708d0cd6045e2d3555306a92f664b507a9f2b8ca23ff6fd6', '2026-11-28 22:20:40.986+00', '2026-11-28 22:20:40.986+00', '2026-11-28 22:21:11.316+00', NULL, '2026-11-28 22:21:09.724+00'),
	(1, 8, 'chat', 'http://127.0.0.1:41587', 'POST', 'json', 'portus', '\xcb299eccfc682a2b47678cf6b04b1f7a68c6dc23d85743b904bb24e7863d05f43193cd784872', '\xc009a0bc31571c7a17102da4922379b5d37184dbf2c1bdaaafdf577ba640f5c97ff2ec753eeb79101d50f9a488420bd4a7da6997ec58f0200dbe2e84d326c3a1d14e7f3ad658e2748bae5c', '2026-11-28 22:20:40.899+00', '2026-11-28 22:20:40.899+00', NULL, NULL, '2026-11-28 22:20:59.464+00');
SELECT pg_catalog.setval('public.activities_id_seq', 72, true);
SELECT pg_catalog.setval('public.application_tokens_id_seq', 5, true);
SELECT pg_catalog.setval('public.comments_id_seq', 2, true);
SELECT pg_catalog.setval('public.deleted_rows_id_seq', 9, true);
SELECT pg_catalog.setval('public.deletion_plans_id_seq', 8, true);
SELECT pg_catalog.setval('public.drifts_id_seq', 2, true);
SELECT pg_catalog.setval('public.emailed_links_id_seq', 2, true);
SELECT pg_catalog.setval('public.manifests_id_seq', 21, true);
SELECT pg_catalog.setval('public.memberships_id_seq', 14, true);
SELECT pg_catalog.setval('public.namespaces_id_seq', 11, true);
SELECT pg_catalog.setval('public.refresh_tokens_id_seq', 1, true);
SELECT pg_catalog.setval('public.registries_id_seq', 9, true);
SELECT pg_catalog.setval('public.registry_events_id_seq', 37, true);
SELECT pg_catalog.setval('public.repositories_id_seq', 21, true);
SELECT pg_catalog.setval('public.repository_memberships_id_seq', 1, true);
SELECT pg_catalog.setval('public.retention_rules_id_seq', 3, true);
SELECT pg_catalog.setval('public.signing_keys_id_seq', 2, true);
SELECT pg_catalog.setval('public.size_dues_id_seq', 43, true);
SELECT pg_catalog.setval('public.sync_runs_id_seq', 4, true);
SELECT pg_catalog.setval('public.tag_moves_id_seq', 20, true);
SELECT pg_catalog.setval('public.tags_id_seq', 19, true);
SELECT pg_catalog.setval('public.teams_id_seq', 10, true);
SELECT pg_catalog.setval('public.users_id_seq', 8, true);
SELECT pg_catalog.setval('public.webhook_deliveries_id_seq', 46, true);
SELECT pg_catalog.setval('public.webhook_headers_id_seq', 1, true);
SELECT pg_catalog.setval('public.webhooks_id_seq', 2, true);
ALTER TABLE ONLY pgboss.archive
    ADD CONSTRAINT archive_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1
    ADD CONSTRAINT j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd
    ADD CONSTRAINT j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d
    ADD CONSTRAINT j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39
    ADD CONSTRAINT j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3
    ADD CONSTRAINT j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997
    ADD CONSTRAINT j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5
    ADD CONSTRAINT j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62
    ADD CONSTRAINT j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb
    ADD CONSTRAINT j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d
    ADD CONSTRAINT j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d
    ADD CONSTRAINT ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea
    ADD CONSTRAINT ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7
    ADD CONSTRAINT jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7_pkey PRIMARY KEY (name, id);
ALTER TABLE ONLY pgboss.queue
    ADD CONSTRAINT queue_pkey PRIMARY KEY (name);
ALTER TABLE ONLY pgboss.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (name);
ALTER TABLE ONLY pgboss.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (event, name);
ALTER TABLE ONLY pgboss.version
    ADD CONSTRAINT version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public._prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.activity_head
    ADD CONSTRAINT activity_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.application_tokens
    ADD CONSTRAINT application_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.daily_pulls
    ADD CONSTRAINT daily_pulls_pkey PRIMARY KEY (repository_id, day);
ALTER TABLE ONLY public.deleted_rows
    ADD CONSTRAINT deleted_rows_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.deletion_plans
    ADD CONSTRAINT deletion_plans_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.deletion_steps
    ADD CONSTRAINT deletion_steps_pkey PRIMARY KEY (plan_id, "position");
ALTER TABLE ONLY public.drifts
    ADD CONSTRAINT drifts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.emailed_links
    ADD CONSTRAINT emailed_links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.foretold_moves
    ADD CONSTRAINT foretold_moves_pkey PRIMARY KEY (repository_id, tag, digest, by_name);
ALTER TABLE ONLY public.founding
    ADD CONSTRAINT founding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.manifest_children
    ADD CONSTRAINT manifest_children_pkey PRIMARY KEY (manifest_id, "position");
ALTER TABLE ONLY public.manifest_layers
    ADD CONSTRAINT manifest_layers_pkey PRIMARY KEY (manifest_id, "position");
ALTER TABLE ONLY public.manifests
    ADD CONSTRAINT manifests_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.namespace_reservations
    ADD CONSTRAINT namespace_reservations_pkey PRIMARY KEY (registry_id, name);
ALTER TABLE ONLY public.namespace_sizes
    ADD CONSTRAINT namespace_sizes_pkey PRIMARY KEY (namespace_id);
ALTER TABLE ONLY public.namespaces
    ADD CONSTRAINT namespaces_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pull_counts
    ADD CONSTRAINT pull_counts_pkey PRIMARY KEY (repository_id, digest, day);
ALTER TABLE ONLY public.put_backs
    ADD CONSTRAINT put_backs_pkey PRIMARY KEY (repository_id, tag);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.registries
    ADD CONSTRAINT registries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.registry_events
    ADD CONSTRAINT registry_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.repositories
    ADD CONSTRAINT repositories_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.repository_blobs
    ADD CONSTRAINT repository_blobs_pkey PRIMARY KEY (repository_id, digest);
ALTER TABLE ONLY public.repository_memberships
    ADD CONSTRAINT repository_memberships_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.repository_sizes
    ADD CONSTRAINT repository_sizes_pkey PRIMARY KEY (repository_id);
ALTER TABLE ONLY public.retention_rules
    ADD CONSTRAINT retention_rules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.retention_runs
    ADD CONSTRAINT retention_runs_pkey PRIMARY KEY (repository_id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (sid);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.size_dues
    ADD CONSTRAINT size_dues_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.stars
    ADD CONSTRAINT stars_pkey PRIMARY KEY (repository_id, user_id);
ALTER TABLE ONLY public.sync_runs
    ADD CONSTRAINT sync_runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tag_moves
    ADD CONSTRAINT tag_moves_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tombstones
    ADD CONSTRAINT tombstones_pkey PRIMARY KEY (registry_id, repository, reference);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhook_headers
    ADD CONSTRAINT webhook_headers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);
CREATE INDEX archive_i1 ON pgboss.archive USING btree (archived_on);
CREATE UNIQUE INDEX j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1_i1 ON pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1_i2 ON pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1_i3 ON pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1_i4 ON pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1_i5 ON pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1 USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd_i1 ON pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd_i2 ON pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd_i3 ON pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd_i4 ON pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd_i5 ON pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d_i1 ON pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d_i2 ON pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d_i3 ON pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d_i4 ON pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d_i5 ON pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39_i1 ON pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39_i2 ON pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39_i3 ON pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39_i4 ON pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39_i5 ON pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39 USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3_i1 ON pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3_i2 ON pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3_i3 ON pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3_i4 ON pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3_i5 ON pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3 USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997_i1 ON pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997_i2 ON pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997_i3 ON pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997_i4 ON pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997_i5 ON pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997 USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5_i1 ON pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5_i2 ON pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5_i3 ON pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5_i4 ON pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5_i5 ON pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5 USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62_i1 ON pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62_i2 ON pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62_i3 ON pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62_i4 ON pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62_i5 ON pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62 USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb_i1 ON pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb_i2 ON pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb_i3 ON pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb_i4 ON pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb_i5 ON pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d_i1 ON pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d_i2 ON pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d_i3 ON pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d_i4 ON pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d_i5 ON pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d_i1 ON pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d_i2 ON pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d_i3 ON pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d_i4 ON pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d_i5 ON pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea_i1 ON pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea_i2 ON pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea_i3 ON pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea_i4 ON pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea_i5 ON pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE UNIQUE INDEX jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7_i1 ON pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));
CREATE UNIQUE INDEX jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7_i2 ON pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));
CREATE UNIQUE INDEX jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7_i3 ON pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));
CREATE UNIQUE INDEX jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7_i4 ON pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));
CREATE INDEX jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7_i5 ON pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7 USING btree (name, start_after) INCLUDE (priority, created_on, id) WHERE (state < 'active'::pgboss.job_state);
CREATE INDEX activities_actor_id_id_idx ON public.activities USING btree (actor_id, id DESC);
CREATE INDEX activities_actor_name_id_idx ON public.activities USING btree (actor_name, id DESC);
CREATE INDEX activities_key_id_idx ON public.activities USING btree (key, id DESC);
CREATE INDEX activities_namespace_id_id_idx ON public.activities USING btree (namespace_id, id DESC);
CREATE UNIQUE INDEX activities_position_key ON public.activities USING btree ("position");
CREATE INDEX activities_repository_id_id_idx ON public.activities USING btree (repository_id, id DESC);
CREATE INDEX activities_team_id_id_idx ON public.activities USING btree (team_id, id DESC);
CREATE INDEX activities_unsealed ON public.activities USING btree (id) WHERE ("position" IS NULL);
CREATE UNIQUE INDEX application_tokens_hash_key ON public.application_tokens USING btree (hash);
CREATE UNIQUE INDEX application_tokens_user_id_name_key ON public.application_tokens USING btree (user_id, name);
CREATE INDEX comments_author_id_idx ON public.comments USING btree (author_id);
CREATE INDEX comments_repository_id_id_idx ON public.comments USING btree (repository_id, id DESC);
CREATE INDEX daily_pulls_day_idx ON public.daily_pulls USING btree (day);
CREATE INDEX deleted_rows_plan_id_root_relation_idx ON public.deleted_rows USING btree (plan_id, root, relation);
CREATE INDEX deletion_plans_created_at_id_idx ON public.deletion_plans USING btree (created_at DESC, id DESC);
CREATE INDEX deletion_plans_namespace_id_idx ON public.deletion_plans USING btree (namespace_id);
CREATE INDEX deletion_plans_try_after_idx ON public.deletion_plans USING btree (try_after);
CREATE INDEX deletion_plans_undo_until_idx ON public.deletion_plans USING btree (undo_until);
CREATE INDEX deletion_steps_plan_id_state_position_idx ON public.deletion_steps USING btree (plan_id, state, "position");
CREATE INDEX drifts_first_seen_at_id_idx ON public.drifts USING btree (first_seen_at DESC, id DESC);
CREATE UNIQUE INDEX drifts_registry_id_repository_tag_key ON public.drifts USING btree (registry_id, repository, tag);
CREATE INDEX drifts_repair_asked_at_idx ON public.drifts USING btree (repair_asked_at);
CREATE INDEX emailed_links_expires_at_idx ON public.emailed_links USING btree (expires_at);
CREATE UNIQUE INDEX emailed_links_hash_key ON public.emailed_links USING btree (hash);
CREATE UNIQUE INDEX emailed_links_user_id_purpose_key ON public.emailed_links USING btree (user_id, purpose);
CREATE INDEX foretold_moves_created_at_idx ON public.foretold_moves USING btree (created_at);
CREATE UNIQUE INDEX founding_user_id_key ON public.founding USING btree (user_id);
CREATE INDEX manifest_children_digest_idx ON public.manifest_children USING btree (digest);
CREATE INDEX manifest_layers_digest_idx ON public.manifest_layers USING btree (digest);
CREATE INDEX manifests_last_use ON public.manifests USING btree (GREATEST(pushed_at, pulled_at), id);
CREATE INDEX manifests_read_after_idx ON public.manifests USING btree (read_after);
CREATE UNIQUE INDEX manifests_repository_id_digest_key ON public.manifests USING btree (repository_id, digest);
CREATE INDEX manifests_repository_id_subject_idx ON public.manifests USING btree (repository_id, subject);
CREATE INDEX manifests_unread ON public.manifests USING btree (id) WHERE (read_at IS NULL);
CREATE UNIQUE INDEX memberships_team_id_user_id_key ON public.memberships USING btree (team_id, user_id);
CREATE INDEX memberships_user_id_idx ON public.memberships USING btree (user_id);
CREATE INDEX namespace_reservations_until_idx ON public.namespace_reservations USING btree (until);
CREATE INDEX namespaces_created_at_id_idx ON public.namespaces USING btree (created_at DESC, id DESC);
CREATE INDEX namespaces_owner_id_idx ON public.namespaces USING btree (owner_id);
CREATE UNIQUE INDEX namespaces_registry_id_name_key ON public.namespaces USING btree (registry_id, name);
CREATE UNIQUE INDEX namespaces_registry_id_owner_id_key ON public.namespaces USING btree (registry_id, owner_id);
CREATE INDEX namespaces_search ON public.namespaces USING gin (lower(name) public.gin_trgm_ops);
CREATE INDEX namespaces_team_id_idx ON public.namespaces USING btree (team_id);
CREATE INDEX pull_counts_day_idx ON public.pull_counts USING btree (day);
CREATE INDEX put_backs_try_after_idx ON public.put_backs USING btree (try_after);
CREATE INDEX refresh_tokens_expires_at_idx ON public.refresh_tokens USING btree (expires_at);
CREATE UNIQUE INDEX refresh_tokens_hash_key ON public.refresh_tokens USING btree (hash);
CREATE INDEX refresh_tokens_user_id_created_at_idx ON public.refresh_tokens USING btree (user_id, created_at);
CREATE UNIQUE INDEX registries_external_hostname_key ON public.registries USING btree (external_hostname);
CREATE UNIQUE INDEX registries_hostname_key ON public.registries USING btree (hostname);
CREATE UNIQUE INDEX registries_name_key ON public.registries USING btree (name);
CREATE UNIQUE INDEX registry_events_event_id_key ON public.registry_events USING btree (event_id);
CREATE INDEX registry_events_settled_at_idx ON public.registry_events USING btree (settled_at);
CREATE INDEX registry_events_state_id_idx ON public.registry_events USING btree (state, id DESC);
CREATE INDEX registry_events_try_after_repository_idx ON public.registry_events USING btree (try_after, repository);
CREATE UNIQUE INDEX repositories_namespace_id_name_key ON public.repositories USING btree (namespace_id, name);
CREATE INDEX repositories_namespace_id_pushed_at_id_idx ON public.repositories USING btree (namespace_id, pushed_at DESC, id DESC);
CREATE INDEX repositories_pushed_at_id_idx ON public.repositories USING btree (pushed_at DESC, id DESC);
CREATE INDEX repositories_search ON public.repositories USING gin (lower(full_name) public.gin_trgm_ops);
CREATE INDEX repository_blobs_digest_idx ON public.repository_blobs USING btree (digest);
CREATE UNIQUE INDEX repository_memberships_repository_id_user_id_key ON public.repository_memberships USING btree (repository_id, user_id);
CREATE INDEX repository_memberships_user_id_idx ON public.repository_memberships USING btree (user_id);
CREATE UNIQUE INDEX retention_rules_namespace_id_key ON public.retention_rules USING btree (namespace_id);
CREATE UNIQUE INDEX retention_rules_registry_id_key ON public.retention_rules USING btree (registry_id);
CREATE UNIQUE INDEX retention_rules_repository_id_key ON public.retention_rules USING btree (repository_id);
CREATE INDEX sessions_expire_idx ON public.sessions USING btree (expire);
CREATE INDEX sessions_user ON public.sessions USING btree (((((sess -> 'passport'::text) ->> 'user'::text))::integer));
CREATE INDEX signing_keys_kind_created_at_idx ON public.signing_keys USING btree (kind, created_at);
CREATE INDEX stars_user_id_created_at_idx ON public.stars USING btree (user_id, created_at DESC);
CREATE INDEX sync_runs_registry_id_id_idx ON public.sync_runs USING btree (registry_id, id DESC);
CREATE UNIQUE INDEX sync_runs_registry_id_open_key ON public.sync_runs USING btree (registry_id, open);
CREATE UNIQUE INDEX tag_moves_repository_id_tag_at_key ON public.tag_moves USING btree (repository_id, tag, at DESC);
CREATE INDEX tags_manifest_id_idx ON public.tags USING btree (manifest_id);
CREATE UNIQUE INDEX tags_repository_id_name_key ON public.tags USING btree (repository_id, name);
CREATE INDEX tags_repository_id_pushed_at_id_idx ON public.tags USING btree (repository_id, pushed_at DESC, id DESC);
CREATE UNIQUE INDEX teams_name_key ON public.teams USING btree (name);
CREATE INDEX teams_search ON public.teams USING gin (lower(name) public.gin_trgm_ops);
CREATE INDEX tombstones_deleted_at_idx ON public.tombstones USING btree (deleted_at);
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (email);
CREATE INDEX users_robot_team_id_idx ON public.users USING btree (robot_team_id);
CREATE UNIQUE INDEX users_username_key ON public.users USING btree (username);
CREATE INDEX webhook_deliveries_created_at_idx ON public.webhook_deliveries USING btree (created_at);
CREATE INDEX webhook_deliveries_try_after_webhook_id_idx ON public.webhook_deliveries USING btree (try_after, webhook_id);
CREATE INDEX webhook_deliveries_webhook_id_id_idx ON public.webhook_deliveries USING btree (webhook_id, id DESC);
CREATE UNIQUE INDEX webhook_deliveries_webhook_id_uuid_key ON public.webhook_deliveries USING btree (webhook_id, uuid);
CREATE UNIQUE INDEX webhook_headers_webhook_id_name_key ON public.webhook_headers USING btree (webhook_id, name);
CREATE INDEX webhooks_namespace_id_id_idx ON public.webhooks USING btree (namespace_id, id DESC);
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea_pkey;
ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7_pkey;
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OF user_id, name, hash, expires_at, patterns, actions, addresses OR TRUNCATE ON public.application_tokens FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.memberships FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.namespaces FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER DELETE OR UPDATE OF user_id, hash, service, client_id, expires_at OR TRUNCATE ON public.refresh_tokens FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.registries FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER INSERT ON public.registry_events FOR EACH STATEMENT EXECUTE FUNCTION public.announce('events_arrived');
CREATE TRIGGER announce AFTER DELETE OR UPDATE OF namespace_id, name, full_name, visibility OR TRUNCATE ON public.repositories FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.repository_memberships FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER DELETE OR TRUNCATE ON public.sessions FOR EACH STATEMENT EXECUTE FUNCTION public.announce('sessions_ended');
CREATE TRIGGER announce AFTER INSERT OR DELETE OR TRUNCATE ON public.signing_keys FOR EACH STATEMENT EXECUTE FUNCTION public.announce('keys_changed');
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.teams FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OF username, email, display_name, password_hash, admin, robot, robot_team_id, disabled_at OR TRUNCATE ON public.users FOR EACH STATEMENT EXECUTE FUNCTION public.announce('access_changed');
CREATE TRIGGER announce_deletion AFTER UPDATE ON public.deletion_plans FOR EACH ROW EXECUTE FUNCTION public.announce_deletion();
CREATE TRIGGER announce_deletion_step AFTER UPDATE OF state ON public.deletion_steps FOR EACH ROW EXECUTE FUNCTION public.announce_deletion_step();
CREATE TRIGGER announce_manifest AFTER UPDATE OF read_at, read_error ON public.manifests FOR EACH ROW WHEN (((old.read_at IS DISTINCT FROM new.read_at) OR (old.read_error IS DISTINCT FROM new.read_error))) EXECUTE FUNCTION public.announce_manifest();
CREATE TRIGGER announce_repository AFTER INSERT OR DELETE OR UPDATE ON public.repositories FOR EACH ROW EXECUTE FUNCTION public.announce_repository();
CREATE TRIGGER announce_sync AFTER INSERT OR UPDATE ON public.sync_runs FOR EACH STATEMENT EXECUTE FUNCTION public.announce_sync();
CREATE TRIGGER size_due_deleted AFTER DELETE ON public.manifests REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.size_due();
CREATE TRIGGER size_due_gone AFTER DELETE ON public.repositories REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.size_due_of_gone();
CREATE TRIGGER size_due_inserted AFTER INSERT ON public.manifests REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.size_due();
CREATE TRIGGER size_due_read AFTER UPDATE OF read_at ON public.manifests FOR EACH ROW EXECUTE FUNCTION public.size_due_of_read();
ALTER TABLE ONLY pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j0d3c87e00c95325b50cf3a7ba69e85441f1c868b06458e0fd5ba07e1
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j32bdf8b0ca86f3909965623cfeb8afb8b445b3a348cea9c8ce8674bd
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j3cb4d5db620a9992d50cd589974ab445ce09c45373a6dac64747323d
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j3d5941a49e59962d99929a311f764ca31b1a89c6148b05fe3a635c39
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j3f168501ed9816b51a9f5765e0742e1eb034ab6bf72c9ae3f3a975e3
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j43fd9d80b7dcf123e38666724cd015f71a71f73736ab8936487ec997
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j486fcd52948507f1ad7e21e04c245133582490a6be528903acd278e5
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j563ccf25f491f26e5ffa0fb5851ce8ac32b51fdb9ed2636f31d7be62
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j77b9125f60e2951d1a71ad7c8003602f84cc2e8256d42fe22cf832cb
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.j8f8aaa620cd46346f104a7e08faa182d2f9cd100b1af23feadff2e4d
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.ja05a57503d477a9fa7e955020fc114c21c22322a4bf29f5c6d49838d
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.ja611baa30d3e55fb26b389fcd0eb595c5ac859891738a8930752ceea
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.jd36f2deb262934336462111db8b3459c413c99eab1fa07dd91724ca7
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY pgboss.queue
    ADD CONSTRAINT queue_dead_letter_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name);
ALTER TABLE ONLY pgboss.schedule
    ADD CONSTRAINT schedule_name_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE CASCADE;
ALTER TABLE ONLY pgboss.subscription
    ADD CONSTRAINT subscription_name_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE CASCADE;
ALTER TABLE ONLY public.application_tokens
    ADD CONSTRAINT application_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.daily_pulls
    ADD CONSTRAINT daily_pulls_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.deleted_rows
    ADD CONSTRAINT deleted_rows_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.deletion_plans(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.deletion_plans
    ADD CONSTRAINT deletion_plans_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.namespaces(id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE ONLY public.deletion_steps
    ADD CONSTRAINT deletion_steps_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.deletion_plans(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.drifts
    ADD CONSTRAINT drifts_registry_id_fkey FOREIGN KEY (registry_id) REFERENCES public.registries(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.emailed_links
    ADD CONSTRAINT emailed_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.foretold_moves
    ADD CONSTRAINT foretold_moves_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.founding
    ADD CONSTRAINT founding_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE ONLY public.manifest_children
    ADD CONSTRAINT manifest_children_manifest_id_fkey FOREIGN KEY (manifest_id) REFERENCES public.manifests(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.manifest_layers
    ADD CONSTRAINT manifest_layers_manifest_id_fkey FOREIGN KEY (manifest_id) REFERENCES public.manifests(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.manifests
    ADD CONSTRAINT manifests_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.namespace_reservations
    ADD CONSTRAINT namespace_reservations_registry_id_fkey FOREIGN KEY (registry_id) REFERENCES public.registries(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.namespace_sizes
    ADD CONSTRAINT namespace_sizes_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.namespaces(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.namespaces
    ADD CONSTRAINT namespaces_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE ONLY public.namespaces
    ADD CONSTRAINT namespaces_registry_id_fkey FOREIGN KEY (registry_id) REFERENCES public.registries(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.namespaces
    ADD CONSTRAINT namespaces_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id) ON UPDATE CASCADE ON DELETE RESTRICT;
ALTER TABLE ONLY public.pull_counts
    ADD CONSTRAINT pull_counts_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.put_backs
    ADD CONSTRAINT put_backs_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.repositories
    ADD CONSTRAINT repositories_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.namespaces(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.repository_memberships
    ADD CONSTRAINT repository_memberships_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.repository_memberships
    ADD CONSTRAINT repository_memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.repository_sizes
    ADD CONSTRAINT repository_sizes_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.retention_rules
    ADD CONSTRAINT retention_rules_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.namespaces(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.retention_rules
    ADD CONSTRAINT retention_rules_registry_id_fkey FOREIGN KEY (registry_id) REFERENCES public.registries(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.retention_rules
    ADD CONSTRAINT retention_rules_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.retention_runs
    ADD CONSTRAINT retention_runs_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.stars
    ADD CONSTRAINT stars_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.stars
    ADD CONSTRAINT stars_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.sync_runs
    ADD CONSTRAINT sync_runs_registry_id_fkey FOREIGN KEY (registry_id) REFERENCES public.registries(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.tag_moves
    ADD CONSTRAINT tag_moves_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_manifest_id_fkey FOREIGN KEY (manifest_id) REFERENCES public.manifests(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES public.repositories(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.tombstones
    ADD CONSTRAINT tombstones_registry_id_fkey FOREIGN KEY (registry_id) REFERENCES public.registries(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_robot_team_id_fkey FOREIGN KEY (robot_team_id) REFERENCES public.teams(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES public.webhooks(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.webhook_headers
    ADD CONSTRAINT webhook_headers_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES public.webhooks(id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.namespaces(id) ON UPDATE CASCADE ON DELETE CASCADE;
