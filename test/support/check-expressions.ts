import { costlyExpressions } from "./expressions.ts";

// A step of `npm run check`: the cost of reading a text may not grow faster than the text.
const found = costlyExpressions(process.argv.slice(2));
for (const { place, expression, why } of found)
  console.error(
    `${place} ${expression}\n  ${why} Let it read each character once, give it a maximum such as {1,100}, or use a loop.`,
  );
if (found.length > 0) process.exit(1);
