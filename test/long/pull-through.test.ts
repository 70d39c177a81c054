import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { indexLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, pulling } from "../support/clients/people.ts";
import { must } from "../support/processes.ts";
import { startOpenRegistry } from "../support/registry.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

const upstream = await startOpenRegistry();
const stack = await startStack({ upstream: upstream.url });
const ada = await newPerson(stack, "ada");

test("C7: the catalogue has images pulled through a pull-through cache", async () => {
  const layout = indexLayout(join(stack.directory, "layout"), "from upstream");
  const to = `docker://${upstream.host}/ada/tools:1.0`;
  const copy = ["copy", "--all", "--preserve-digests", "--dest-tls-verify=false"];
  must(["skopeo", "--insecure-policy", ...copy, `oci:${layout.directory}`, to], ada.env);

  const pulled = pulling(stack, ada, "ada/tools:1.0");

  assert.equal(pulled.status, 0, pulled.output);
  const shown = async () => (await ada.browser.get("/repositories/ada/tools")).text.includes("1.0");
  await until(shown, "the page to show the tag that was pulled", 60_000);
  const counted = async () => ((await db.repository.findFirst())?.pullsCount ?? 0) > 0;
  await until(counted, "the pull to be counted", 60_000);
});
