import { testCatalogue } from "./catalogue-tests.ts";

await testCatalogue("nginx");
