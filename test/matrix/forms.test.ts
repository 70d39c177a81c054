import assert from "node:assert/strict";
import { test } from "node:test";
import { useApp } from "../support/app.ts";
import { makeTwoTeams } from "../support/data/two-teams.ts";
import { address } from "./address.ts";
import { pageClients } from "./clients.ts";
import { pages } from "./page-table.ts";

const app = await useApp();
const teams = await makeTwoTeams();
const clients = await pageClients(app, teams);
const reads = pages.filter(({ route }) => route.startsWith("GET "));

interface Form {
  action: string;
  fields: Record<string, string>;
}

/** The POST forms of a page with all their fields. */
function formsIn(html: string): Form[] {
  return [
    ...html.matchAll(/<form[^>]*method="post"[^>]*\saction="([^"]*)"[^>]*>(.*?)<\/form>/gs),
  ].map(([, action = "", inside = ""]) => {
    const names = [...inside.matchAll(/<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"/g)];
    const fields = names.map(([, name = ""]) => [name, "1"]);
    return { action: action.replaceAll("&amp;", "&"), fields: Object.fromEntries(fields) };
  });
}

for (const who of ["anon", "own", "adm"])
  test(`A2: routes know every field that the forms of pages send: ${who}`, async () => {
    const seen = new Set<string>();
    for (const { route } of reads) {
      const page = await clients[who]?.(route, address(route, teams.north), {});
      for (const { action, fields } of formsIn(page?.html ? page.text : "")) {
        const kind = `${action.replace(/\d+/g, "N")} ${Object.keys(fields)}`;
        if (seen.has(kind)) continue;
        seen.add(kind);

        const { _csrf: _, ...sent } = fields;
        const answer = await clients[who]?.("POST /", action, { ...sent, surprise: "1" });

        for (const [, name] of answer?.text.matchAll(
          /(?:"|&#34;)(\w+)(?:"|&#34;) is not a field/g,
        ) ?? [])
          assert.equal(name, "surprise", `${route}: ${kind}`);
      }
    }
    assert.ok(seen.size > (who === "anon" ? 2 : 20), `${seen.size} forms`);
  });
