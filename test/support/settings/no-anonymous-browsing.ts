// Imported first by tests of an instance that shows nothing to people who are not signed in.
process.env.PORTUS_ANONYMOUS_BROWSING_ENABLED = "false";
