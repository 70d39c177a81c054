import { parseArgs } from "node:util";
import { resolvePins, writePins } from "./images.ts";

// Before a release: npm run pin-images -- [--check] [--mirror URL]. Asks the registries for the digest of every image that
// the Dockerfile, the compose files and the manifests name by a tag, and writes it beside the tag. All or nothing.
// --check writes nothing, and fails if a reference has no digest or another one.

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    mirror: { type: "string" },
    folder: { type: "string", default: "." },
  },
});

const { folder, mirror, check } = values;
const pins = await resolvePins({ folder, mirror }).catch((error: Error) => {
  console.error(`Nothing is changed. ${error.message}${error.cause ? ` (${error.cause})` : ""}`);
  process.exit(1);
});
const changed = pins.filter(({ from, to }) => from !== to);
for (const { file, from, to } of changed) console.log(`${file}: ${from} is ${to}`);
if (changed.length === 0) console.log("Every image is pinned to the digest that its tag has now.");
if (check) process.exit(changed.length === 0 ? 0 : 1);
writePins(folder, changed);
