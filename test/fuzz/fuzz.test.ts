import { test } from "node:test";
import { targets } from "./targets.ts";

// A sample with a fixed seed. npm run fuzz tries a million inputs of each, with another seed each time.

const settings = { count: 300, shapes: 16, seed: 20261129 };

for (const [name, target] of Object.entries(targets)) {
  test(`no one of ${settings.count} inputs of ${name} fails unexpectedly`, () => {
    target.tryInputs(settings);
  });

  test(`the cost of ${name} grows no faster than its input, in ${settings.shapes} shapes`, () => {
    target.tryGrowth(settings);
  });
}
