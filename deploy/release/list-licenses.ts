import { readFileSync } from "node:fs";
import { isAllowed, licensesIn } from "./licenses.ts";

// npm run licenses: the license of every dependency, and of which ones it is not an allowed one.

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const all = licensesIn(packages);
for (const { name, version, license, development } of all)
  console.log([name, version, license, development ? "development" : "run time"].join("\t"));
const refused = all.filter((it) => !isAllowed(it));
for (const { name, license } of refused) console.error(`Not allowed: ${name} (${license})`);
process.exitCode = refused.length > 0 ? 1 : 0;
