-- What deleting a thing frees was not always counted anew when somebody else's use of its blobs changed.
INSERT INTO "size_dues" ("repository_id") SELECT "id" FROM "repositories";
