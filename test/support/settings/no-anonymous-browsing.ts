// Imported first by the tests of an instance that is closed to those who have not signed in.
process.env.PORTUS_ANONYMOUS_BROWSING_ENABLED = "false";
