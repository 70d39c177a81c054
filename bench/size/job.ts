import { countDue } from "../../src/catalogue/sizes/count.ts";
import { measureDue } from "../../src/catalogue/sizes/measure.ts";
import { runNightlyRules } from "../../src/lifecycle/retention/nightly.ts";
import { connect, disconnect } from "../../src/platform/db/client.ts";
import { continueRuns } from "../../src/protocol/sync/run/run.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";

// One job of the benchmark of counts, in a process of its own that can be killed.

const repeat = async (work: () => Promise<number>) => {
  while ((await work()) > 0);
};

const jobs: Record<string, () => Promise<unknown>> = {
  sizes: () => repeat(countDue),
  blobs: () => repeat(measureDue),
  retention: () => runNightlyRules(new Date(process.env.BENCH_NIGHT ?? "")),
  drift: () => continueRuns(),
};

connect(process.env.DATABASE_URL ?? "");
await ensureKeys();
process.send?.(Math.round(process.memoryUsage.rss() / 1024 / 1024));
await jobs[process.argv[2] ?? ""]?.();
await disconnect();
process.disconnect?.();
