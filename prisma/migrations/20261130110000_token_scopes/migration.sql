-- What an application token may be used for. Tokens from before keep full access.
ALTER TABLE "application_tokens" ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT '{registry,api:write,admin}';
ALTER TABLE "application_tokens" ALTER COLUMN "scopes" DROP DEFAULT;
ALTER TABLE "application_tokens" ADD CONSTRAINT "application_tokens_scopes"
  CHECK (cardinality(scopes) > 0 AND scopes <@ '{registry,api:read,api:write,admin}');
