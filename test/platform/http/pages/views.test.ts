import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { viewEngine } from "../../../../src/platform/http/pages/views.ts";

const folder = mkdtempSync(join(tmpdir(), "portus-views-"));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "parts"));

function write(views: Record<string, string>): void {
  for (const [name, text] of Object.entries(views))
    writeFileSync(join(folder, `${name}.ejs`), text);
}

/** Renders the view `page`. */
function render(values: object, engine = viewEngine({ cache: true })): string {
  let result: { error?: unknown; html?: string } = {};
  engine(join(folder, "page.ejs"), values, (error, html = "") => {
    result = { error, html };
  });
  if (result.error) throw result.error;
  return result.html ?? "";
}

test("an included view has the values of the page and of the views around it", () => {
  write({
    page: '<%- include("parts/list", { items: ["a", "b"] }) %>',
    "parts/list": '<% for (const item of items) { %><%- include("../item", { item }) %><% } %>',
    item: "<%= title %>: <%= item %> of <%= items.length %>. ",
  });

  assert.equal(render({ title: "Tags" }), "Tags: a of 2. Tags: b of 2. ");
});

test("what a view is included with hides the page's value there only", () => {
  write({
    page: '<%- include("item", { title: "Mine" }) %> <%- include("item") %> <%= title %>',
    item: "<%= title %>",
  });

  assert.equal(render({ title: "Page" }), "Mine Page Page");
});

test("values are escaped, and nothing is inherited from Object.prototype", () => {
  write({ page: "<%= text %> <%= locals.hasOwnProperty %> <%= locals.constructor %>" });

  assert.equal(render({ text: "<b>" }), "&lt;b&gt;  ");
});

test("an error names the view and the line", () => {
  write({ page: '<%- include("item") %>', item: "one\ntwo\n<%= missing %>" });

  assert.throws(() => render({}), /item\.ejs:3[\s\S]*missing is not defined/);
});

test("without a cache, a change of a view is seen at once", () => {
  const [kept, reread] = [viewEngine({ cache: true }), viewEngine({ cache: false })];
  write({ page: '<%- include("item") %>', item: "before" });
  for (const engine of [kept, reread]) render({}, engine);
  write({ item: "after" });

  assert.equal(render({}, kept), "before");
  assert.equal(render({}, reread), "after");
});
