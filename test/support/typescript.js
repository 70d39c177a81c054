import { register } from "node:module";

// node --import ./test/support/typescript.js FILE.ts
process.setSourceMapsEnabled(true);
register("./typescript-hooks.js", import.meta.url);
