import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { targets } from "./targets.ts";

// npm run fuzz -- [NAME…] [--count 1000000] [--shapes 1000] [--seed N]

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "1000000" },
    shapes: { type: "string", default: "1000" },
    seed: { type: "string", default: `${randomInt(2 ** 31)}` }, // the same seed makes the same inputs
  },
});

const unknown = names.filter((name) => !(name in targets));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. Choose from: ${Object.keys(targets).join(", ")}.`);
  process.exit(64);
}

const settings = {
  count: Number(values.count),
  shapes: Number(values.shapes),
  seed: Number(values.seed),
};
for (const [name, target] of Object.entries(targets)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const started = performance.now();
  for (const attempt of [target.tryInputs, target.tryGrowth])
    try {
      attempt(settings);
    } catch (error) {
      process.exitCode = 1;
      console.error(
        `${name}, seed ${settings.seed}: ${error instanceof Error ? error.message : error}`,
      );
    }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${name}: ${settings.count} inputs and ${settings.shapes} growing ones in ${seconds} s`,
  );
}
