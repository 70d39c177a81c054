// Imported first by tests that send webhooks to a receiver on this machine.
process.env.PORTUS_WEBHOOK_PRIVATE_ADDRESSES = "127.0.0.1";
