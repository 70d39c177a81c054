import { testCatalogueBehind } from "./catalogue-behind.ts";

await testCatalogueBehind("haproxy");
