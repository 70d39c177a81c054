import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { commands } from "../src/main/commands.ts";
import { layers } from "./support/layers.ts";

const under = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => ending.test(path) && !path.includes("generated/"))
    .map((path) => join(folder, path));

const read = (path: string) => readFileSync(path, "utf8");
const documents = [
  ...readdirSync(".").filter((path) => path.endsWith(".md")),
  ...under("docs", /\.md$/),
];
const decisions = under("docs/decisions", /\/\d{3}-[\w-]+\.md$/);

/** The repository paths in a text, such as `src/main/app.ts`, `bin/up`, `test/tenancy/`. */
const pathsIn = (text: string) =>
  [
    ...text.matchAll(
      /(?<![\w@/.~-])(?:bench|bin|deploy|docs|prisma|provision|public|src|test|views)\/[\w./-]*\w/g,
    ),
  ].map(([path]) => path);

test("every path that a document names exists", () => {
  const missing = documents.flatMap((document) =>
    pathsIn(read(document))
      .filter((path) => !existsSync(path))
      .map((path) => `${document}: ${path}`),
  );
  assert.deepEqual(missing, []);
});

test("every path that a comment of the code names exists", () => {
  const comments = (text: string) =>
    (text.match(/\/\*\*[\s\S]*?\*\/|\/\/[^\n]*/g) ?? []).join("\n");
  const missing = [...under("src", /\.ts$/), ...under("test", /\.test\.ts$/)].flatMap((file) =>
    pathsIn(comments(read(file)))
      .filter((path) => /\.(ts|ejs|md|sql|prisma)$/.test(path) && !existsSync(path))
      .map((path) => `${file}: ${path}`),
  );
  assert.deepEqual(missing, []);
});

/** Names in documents that are not Portus's own. */
const foreignNames = new Set<string>([]);

test("every camelCase name in the architecture and the decisions exists in the code", () => {
  const sources = [...under("src", /\.ts$/), ...under("views", /\.ejs$/)].map(read).join("\n");
  const words = new Set(sources.match(/\w+/g));
  const missing = ["docs/ARCHITECTURE.md", ...decisions].flatMap((document) =>
    [...read(document).matchAll(/`([a-z]+[A-Z]\w*)(?:\(\))?`/g)]
      .filter(([, name = ""]) => !words.has(name) && !foreignNames.has(name))
      .map(([, name]) => `${document}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

/** The commands in a text, such as `bin/up`, `bin/portus audit verify`. */
const commandsIn = (text: string) => [
  ...text.matchAll(/(?<![\w/.-])bin\/([a-z][\w-]*)(?: ([a-z][a-z-]+))?/g),
];

test("R4: every command that a message, a page or a document names exists", () => {
  const sources = [...under("src", /\.ts$/), ...under("views", /\.ejs$/), ...documents];
  const verbs = new Set(commands.map(({ name }) => name.split(" ")[0]));
  const known = (file = "", word = "") =>
    existsSync(`bin/${file}`) && (file !== "portus" || !word || verbs.has(word));

  const missing = sources.flatMap((source) =>
    commandsIn(read(source))
      .filter(([, file, word]) => !known(file, word))
      .map(([command]) => `${source}: ${command}`),
  );
  assert.deepEqual(missing, []);
});

test("every document named in code, tests and views exists", () => {
  const folders = [
    "bench",
    "bin",
    "deploy",
    "prisma",
    "provision",
    "public",
    "src",
    "test",
    "views",
  ];
  const sources = folders
    .flatMap((folder) => under(folder, /(^|\/)[\w-]+(\.(ts|js|ejs|css|sh|prisma|yaml))?$/))
    .filter((path) => statSync(path).isFile());
  const missing = sources.flatMap((source) =>
    [...read(source).matchAll(/(?<![\w/.-])docs\/(?:[\w-]+\/)*[\w-]+\.md/g)]
      .filter(([path]) => !existsSync(path))
      .map(([path]) => `${source}: ${path}`),
  );
  assert.deepEqual(missing, []);
});

test("every link between documents leads to a file, and to a heading if it names one", () => {
  const broken = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, file = "", heading]) => {
        const target = file ? join(dirname(document), file) : document;
        return !existsSync(target) || (heading && !anchorsOf(target).includes(heading));
      })
      .map(([link]) => `${document}: ${link}`),
  );
  assert.deepEqual(broken, []);
});

test("every decision is listed in the index, under its title", () => {
  const index = read("docs/decisions/README.md");
  for (const decision of decisions) {
    const name = decision.slice("docs/decisions/".length);
    const [, number = "", title = ""] = /^# (\d{3}) (.+)$/m.exec(read(decision)) ?? [];
    assert.equal(number, name.slice(0, 3), `${decision} begins with its number`);
    assert.ok(index.includes(`| [${number}](${name}) | ${title} |`), `${name} in the index`);
  }
});

test("a decision is at most half a page and has context, decision and consequences", () => {
  for (const decision of decisions) {
    const text = read(decision);
    const words = text.split(/\s+/).length;
    assert.ok(words <= 400, `${decision} has ${words} words`);
    for (const part of ["Context", "Decision", "Consequences"])
      assert.ok(text.includes(`**${part}.**`), `${decision} has no ${part}`);
  }
});

test("the README names each layer of src, and the architecture each domain in its order", () => {
  const readme = read("README.md");
  const architecture = read("docs/ARCHITECTURE.md");
  const rows = [...architecture.matchAll(/^\| `([a-z]+)` \|.+\|(.*)\|$/gm)];
  assert.deepEqual(
    rows.map(([, layer, domains = ""]) => [layer, domains.trim()]),
    layers.map(([layer, domains]) => [layer, domains.join(", ")]).reverse(),
  );
  for (const [layer] of layers) assert.match(readme, new RegExp(`^ +${layer}/ `, "m"), layer);
});

/** The anchors of a document's headings, as GitHub makes them. */
const anchorsOf = (document: string) =>
  [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );

test("CONTRIBUTING lists the views that link to each feature that can be removed", () => {
  const rows = read("CONTRIBUTING.md").matchAll(/^\| `(\w+)\/([\w-]+)` \| (`\w+\/.*`) \|$/gm);
  const listed = [...rows].map(([, layer = "", feature = "", cell = ""]) => ({
    layer,
    feature,
    links: cell.split(", ").map((view) => view.slice(1, -1)),
  }));
  assert.ok(listed.length > 0);
  for (const { layer, feature, links } of listed)
    assert.deepEqual(links, viewsLinkingTo(layer, feature), `${layer}/${feature}`);
});

/** The views outside a domain that use one of its URLs or partials. */
function viewsLinkingTo(layer: string, feature: string): string[] {
  const constant = feature.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const block = new RegExp(`^const ${constant} = \\{\\n([\\s\\S]*?)^\\};`, "m");
  const declared = block.exec(read(`src/platform/paths/${layer}.ts`))?.[1] ?? "";
  const urls = [...declared.matchAll(/^ {2}(\w+)[:,(]/gm)].map(([, name]) => name);
  const link = new RegExp(`\\bpaths\\.(${urls.join("|")})\\b|include\\("[./]*${layer}/${feature}/`);
  return under("views", /\.ejs$/)
    .filter((path) => !path.startsWith(`views/${layer}/${feature}/`) && link.test(read(path)))
    .map((path) => path.slice("views/".length, -".ejs".length))
    .sort();
}
