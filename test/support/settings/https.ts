// Imported first by tests of an instance with https, behind a proxy.
process.env.PORTUS_URL = "https://portus.test.lan";
process.env.PORTUS_HOSTS = "portus.internal,10.1.2.3";
process.env.PORTUS_TRUST_PROXY = "1";
