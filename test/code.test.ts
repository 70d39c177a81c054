import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { filesUnder, layers, sourcesOf, upwardImports } from "./support/layers.ts";

// The rules of CONTRIBUTING.md that a test can check.

const files = filesUnder("src", ".ts");
const sources = sourcesOf("src");
const views = filesUnder("views", ".ejs");
const filesMatching = (words: RegExp) =>
  files.filter(({ text }) => words.test(text)).map(({ path }) => path);

test("only routes, entry points and platform/http import express", () => {
  const edge =
    /^main\/(app|api|server)\.ts$|^platform\/http\/|\/(routes|api)\.ts$|\/routes\/|^operations\/health\/probes\.ts$/;
  for (const path of filesMatching(/from "express"/)) assert.match(path, edge);
});

test("routes and API files leave queries to the domain", () => {
  const edge = /\/(routes|api)(\.ts$|\/)/;
  const database = /^import (?!type )[^;]*platform\/db\/client\.ts";/m;
  for (const { path, text } of files)
    if (edge.test(path)) assert.doesNotMatch(text, database, path);
});

test("pages read their addresses with readPageQuery(), which says what it ignored; forms refuse what is wrong", () => {
  const protocols =
    /^platform\/http\/(api|input)\/|^protocol\/(catalog|referrers|token)\/|^tenancy\/scim\//;
  const refusing =
    /(?:fieldsIn|readForm)\(\w+, req\.query\)|idIn\(req\.query, |\bparse\(LinkForm, req\.query\)/g;
  for (const { path, text } of files)
    if (!protocols.test(path))
      assert.doesNotMatch(text.replace(refusing, ""), /\breq\.query\b/, path);
});

test("only the settings read the environment", () => {
  assert.deepEqual(filesMatching(/process\.env\b/), [
    "platform/config/config.ts",
    "platform/config/environment.ts",
  ]);
});

test("one file writes to terminals; the settings and the migration tool end before there is a log", () => {
  assert.deepEqual(filesMatching(/console\.\w|process\.std(out|err)\.write/), [
    "platform/terminal.ts",
    "platform/config/config.ts",
    "platform/db/new-migration.ts",
  ]);
});

test("only platform/db imports values of the generated client; other files import only types", () => {
  for (const { path, text } of files)
    if (!path.startsWith("platform/db/"))
      assert.doesNotMatch(text, /^import (?!type )[^;]*generated/m, path);
});

test("one helper finds the rows after a position of a list", () => {
  assert.deepEqual(filesMatching(/\b(older|newer)\??\.at\b/), ["platform/db/keyset.ts"]);
});

test("one mechanism takes leases and postpones failed jobs", () => {
  assert.deepEqual(
    filesMatching(
      /_after\w* = now\(\) \+|(tryAfter|readAfter|checkAfter)(:| =) .*new Date\(.*\+|Date\.now\(\) \+.*\bwait/i,
    ),
    [],
  );
});

test("S3: one function parses JSON that registries and clients send; the other JSON is Portus's own", () => {
  assert.deepEqual(filesMatching(/JSON\.parse\(|\.json\(\)|express\.json/).sort(), [
    "catalogue/images/reader/content.ts", // what prepare.ts wrote
    "history/record.ts", // details, as the database returns them
    "identity/providers/providers.ts", // secrets that Portus sealed
    "main/up/follow.ts", // Portus's log
    "outbound/live/changes.ts", // notifications between replicas
    "outbound/webhooks/delivery/deliveries.ts", // what Portus sent
    "outbound/webhooks/routes/deliveries.ts", // what Portus sent
    "platform/db/embedded/binaries.ts", // package.json of a dependency
    "platform/json.ts",
    "platform/log.ts", // Portus's log
    "platform/stack-traces.ts", // maps of the build
    "platform/version.ts", // package.json
    "protocol/events/envelope.ts", // a shortened event
    "registry/garbage.ts", // a file of bin/up
  ]);
});

test("one mechanism escapes the wildcards of LIKE", () => {
  assert.deepEqual(filesMatching(/\[\\\\%_\]|\[%_\\\\\]/), ["platform/db/text.ts"]);
});

test("one file has all advisory locks and their keys", () => {
  assert.deepEqual(filesMatching(/advisory_(xact_)?lock|advisory_unlock/), [
    "platform/db/locks.ts",
  ]);
});

test("a policy imports only types and other policies", () => {
  const policies = files.filter(({ path }) => /(^|\/)\w*policy\.ts$/.test(path));
  assert.ok(policies.length > 0);
  const other = /^import (?!type )(?![^;]*"[^"]*policy\.ts";)/m;
  for (const { path, text } of policies) assert.doesNotMatch(text, other, path);
});

test("a policy takes the settings as an argument", () => {
  const policies = files.filter(({ path }) => /policy\.ts$|\/policy\//.test(path));
  for (const { path, text } of policies)
    assert.doesNotMatch(text, /^import (?!type )[^;]*"[^"]*config\.ts";/m, path);
});

test("one file defines the actors without an account", () => {
  const spelled = /\bid: (0|null),\s*username: ["']|\.\.\.(portus|operator|anyUser)\b/;
  assert.deepEqual(filesMatching(spelled), ["identity/actor/system-actors.ts"]);
});

test("no import leads upward, static or dynamic", () => {
  assert.deepEqual(upwardImports(sources), []);
});

test("an upward import in any layer or domain is found, static or dynamic", () => {
  const folders = [
    layers.map(([layer]) => layer),
    ...layers.map(([layer, domains]) => domains.map((domain) => `${layer}/${domain}`)),
  ];
  for (const list of folders)
    list.slice(0, -1).forEach((folder, position) => {
      const next = `${list[position + 1]}/`;
      const upper = [...sources.keys()].find((path) => path.startsWith(next));
      assert.ok(upper, `${next} has a file`);
      const planted = `${folder}/deeper/planted.ts`;
      const there = posix.relative(posix.dirname(planted), upper);
      for (const text of [`import { it } from "${there}";`, `await import("${there}");`])
        assert.deepEqual(upwardImports(new Map([[planted, text]])), [`${planted} → ${upper}`]);
    });
});

test("a form that is shown again answers 422; other statuses come from errors, except these", () => {
  const byHand = files.flatMap(({ path, text }) =>
    [...text.matchAll(/\.status\(((?:[^()]|\([^()]*\))*)\)|\.statusCode = (.*);/g)]
      .map(([, set, assigned]) => set ?? assigned)
      .filter((status) => status !== "201" && status !== "422")
      .map((status) => `${path} ${status}`),
  );
  assert.deepEqual([...new Set(byHand)].sort(), [
    "main/api.ts 204", // the answer to a preflight request
    "operations/doctor/routes.ts 404", // as text, for programs
    "operations/health/api.ts 503",
    "operations/health/probes.ts problem ? 503 : 200",
    "operations/health/probes.ts stuck ? 503 : 200",
    "operations/metrics/routes.ts status", // as text, for programs
    "outbound/live/routes.ts 406", // as text, for programs
    "platform/http/api/endpoint.ts it.answer.status",
    "platform/http/errors.ts statusOf(error)",
    "platform/http/pages/assets.ts 404", // as text, for browsers
    "protocol/events/routes.ts 202",
    "protocol/token/routes.ts 200",
    "tenancy/directories/api.ts 405", // as SUSE Portus answered without a directory
    "tenancy/external-sign-in/routes/back-channel.ts error instanceof NotFound ? 404 : 400", // for programs
    "tenancy/external-sign-in/routes/failure.ts statusOf(error)", // a page about a provider
    "tenancy/scim/routes/door.ts status", // as JSON of its protocol
    "tenancy/scim/routes/scim.ts 204", // the same
    "tenancy/sign-up/routes.ts 403", // a page that says that sign-up is closed
  ]);
});

test("no file or folder is called utils, helpers, common, types or misc", () => {
  const vague = /(^|\/)(utils?|helpers?|common|types|misc|services|controllers)(\/|\.ts$)/;
  for (const { path } of files) assert.doesNotMatch(path, vague);
});

test("a folder of tests below a layer is a folder of src, and so is a domain's folder of views", () => {
  const tests = layers.flatMap(([layer]) => foldersIn(`test/${layer}`));
  const domains = foldersIn("views").map((path) => path.split("/").slice(0, 3).join("/"));
  const shared = /^views\/(platform|emails|\w+\/shared)\b/; // of several domains

  const folders = new Set(foldersIn("src").map(below));
  const strangers = [...tests, ...domains.filter((path) => !shared.test(path))]
    .filter((path) => below(path).includes("/"))
    .filter((path) => !folders.has(below(path)));
  assert.deepEqual(strangers, []);
});

const below = (path: string) => path.slice(path.indexOf("/") + 1);

/** The folders below a folder that hold files, as paths from the root. */
function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return [...new Set(files.map(({ parentPath }) => parentPath))];
}

test("every exported function and constant is used elsewhere", () => {
  const elsewhere = ["test", "bench", "prisma"].flatMap((folder) => filesUnder(folder, ".ts"));
  const everywhere = [...files, ...elsewhere].map(({ text }) => new Set(text.match(/\w+/g)));
  const exported = /^export (?:async )?(?:function|const|let) (\w+)/gm;

  const unused = files.flatMap(({ path, text }) =>
    [...text.matchAll(exported)]
      .filter(([, name]) => !new RegExp(`offLoop\\(import\\.meta\\.url, "${name}"`).test(text)) // threads find it by name
      .filter(([, name = ""]) => everywhere.filter((words) => words.has(name)).length < 2)
      .map(([, name]) => `${name} of ${path}`),
  );
  assert.deepEqual(unused, []);
});

test("files have at most 250 lines, and nine of ten at most 150", () => {
  const lines = [...files, ...views].map(({ path, text }) => ({
    path,
    count: text.split("\n").length - 1,
  }));
  assert.deepEqual(
    lines.filter(({ count }) => count > 250),
    [],
  );

  const counts = lines.map(({ count }) => count).sort((one, other) => one - other);
  const ninetieth = counts[Math.floor(counts.length * 0.9)] ?? 0;
  assert.ok(ninetieth <= 150, `nine of ten files have at most 150 lines, not ${ninetieth}`);
});

test("an object or a list spreads no literal, because its items can be written out", () => {
  const group = /\.\.\.(\{|\[[^\]]*\](,|$))/m;
  for (const { path, text } of [...files, ...filesUnder("test", ".ts")])
    assert.doesNotMatch(text, group, path);
});

test("at most 3 lines in 100 are comments, besides those above an exported name", () => {
  const aboveExport = /^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n(?=export )/gm;
  const lines = files.flatMap(({ text }) => text.replace(aboveExport, "").match(/\S.*/g) ?? []);

  const comments = lines.filter((line) => /^(\/\/|\/\*\*|\*)/.test(line));
  assert.ok(comments.length <= lines.length * 0.03, `${comments.length} of ${lines.length} lines`);
});

test("the code has no any, no ts-ignore, no TODO and no FIXME", () => {
  assert.deepEqual(
    filesMatching(/: any\b|as any\b|@ts-(ignore|expect-error)|\b(TODO|FIXME)\b/),
    [],
  );
});

test("a cast has its reason beside it: on its line or the line above", () => {
  const cast =
    /[\w)\]}"`] as (?!const\b)(\(|\{|\[|[A-Z]\w*\b|unknown\b|keyof\b|string\b|number\b|object\b)/;
  const unexplained = files.flatMap(({ path, text }) => {
    const lines = text.replace(/^(import|export) [^;]*? from .*;$/gm, noLetters).split("\n");
    return lines
      .map((line, at) => ({ line, before: lines[at - 1] ?? "", at }))
      .filter(({ line }) => cast.test(codeOf(line)))
      .filter(({ line, before }) => !/\/\/ \w/.test(line) && !/^\s*(\/\/|\*\/)/.test(before))
      .map(({ line, at }) => `${path}:${at + 1} ${line.trim()}`);
  });
  assert.deepEqual(unexplained, []);
});

/** A line without its strings and comments. */
const codeOf = (line: string) =>
  line.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""').replace(/^\s*\*.*|\/\*.*|\/\/ .*/, "");
const noLetters = (text: string) => text.replace(/[^\n]/g, "");
