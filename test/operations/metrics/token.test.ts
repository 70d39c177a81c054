import "../../support/settings/metrics-token.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { useApp } from "../../support/app.ts";
import { metricsToken } from "../../support/settings/metrics-token.ts";

const app = await useApp();

const scrapeWith = (authorization?: string) =>
  fetch(`${app.url}/metrics`, { headers: authorization ? { authorization } : {} });

test("with PORTUS_METRICS_TOKEN a scrape needs it, on this machine too", async () => {
  assert.equal((await scrapeWith(`Bearer ${metricsToken}`)).status, 200);
  for (const wrong of [undefined, "Bearer wrong", `Basic ${metricsToken}`]) {
    const refused = await scrapeWith(wrong);
    assert.equal(refused.status, 401, wrong);
    assert.match(refused.headers.get("www-authenticate") ?? "", /^Bearer /);
    assert.doesNotMatch(await refused.text(), /portus_/);
  }
});
