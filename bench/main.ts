import { counts } from "./counts.ts";
import { decisions } from "./decisions.ts";
import { events } from "./events.ts";
import { memory } from "./memory.ts";
import { pages } from "./pages.ts";
import { passwords } from "./passwords.ts";
import { profile } from "./profile.ts";
import { stalls } from "./stalls.ts";
import { sync } from "./sync.ts";
import { token } from "./token.ts";
import { usage } from "./usage.ts";

const benchmarks: Record<string, () => Promise<void>> = {
  counts,
  decisions,
  events,
  memory,
  pages,
  passwords,
  profile,
  stalls,
  sync,
  token,
  usage,
};

const name = process.argv[2] ?? "";
const run = benchmarks[name];
if (!run) {
  console.error(`Name a benchmark: npm run bench -- ${Object.keys(benchmarks).join(" | ")}`);
  process.exit(64);
}
await run();
