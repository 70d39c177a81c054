-- The sessions of a person, to list and to end them: where (sess->'passport'->>'user')::int = $1
CREATE INDEX "sessions_user" ON "sessions" ((("sess" -> 'passport' ->> 'user')::int));
