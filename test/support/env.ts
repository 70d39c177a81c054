import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Loaded first. Tests see this environment, and no PORTUS_ variable of the person who runs them.
for (const name of Object.keys(process.env))
  if (name.startsWith("PORTUS_")) delete process.env[name];

process.env.NODE_ENV = "test";
process.env.PORTUS_DATA_DIR = mkdtempSync(join(tmpdir(), "portus-test-"));
process.env.PORTUS_SECRET = "a secret that is known to the tests alone";
process.env.PORTUS_EVENTS_SECRET = "the events secret of the tests";
process.env.PORTUS_SETUP_CODE = "the setup code of the tests";
process.env.PORTUS_URL = "http://portus.test.lan:3000";
process.env.PORTUS_REGISTRY_HOST = "registry.test.lan:5000";
process.env.PORTUS_LOG_LEVEL = "silent";
