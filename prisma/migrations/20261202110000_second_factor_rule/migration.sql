CREATE TYPE "SecondFactorScope" AS ENUM ('off', 'admins', 'all');

CREATE TABLE "second_factor_rules" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "who" "SecondFactorScope" NOT NULL,
    "from" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "second_factor_rules_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "second_factor_rules_one_row" CHECK ("id" = 1)
);

-- What a password alone opens changes at every replica.
CREATE TRIGGER "announce" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "second_factor_rules"
  FOR EACH STATEMENT EXECUTE FUNCTION "announce"('access_changed');

CREATE INDEX "users_no_second_factor" ON "users" ("created_at" DESC, "id" DESC)
  WHERE "second_factor_since" IS NULL AND NOT "robot" AND "disabled_at" IS NULL;
