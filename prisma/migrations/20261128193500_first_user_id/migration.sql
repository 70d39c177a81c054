-- No user of a new database has the id 1: that was the ancestor's system user, which its clients leave out.
SELECT setval(pg_get_serial_sequence('users', 'id'), 2, false) WHERE NOT EXISTS (SELECT 1 FROM users);
