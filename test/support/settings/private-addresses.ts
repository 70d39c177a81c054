// Imported first by tests that send webhooks to a receiver, or people to a sign-in provider, on this machine.
process.env.PORTUS_WEBHOOK_PRIVATE_ADDRESSES = "127.0.0.1";
process.env.PORTUS_PRIVATE_ADDRESSES = "127.0.0.1";
