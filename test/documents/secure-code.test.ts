import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

// What docs/security.md says of the code as a whole.

const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => ending.test(path) && !path.includes("generated/"))
    .map((path) => ({
      path: `${folder}/${path}`,
      text: readFileSync(`${folder}/${path}`, "utf8"),
    }));

const sources = filesIn("src", /\.ts$/);
const scripts = filesIn("public", /\.js$/);
const views = filesIn("views", /\.ejs$/);

function matching(files: typeof sources, words: RegExp): string[] {
  return files.filter(({ text }) => words.test(text)).map(({ path }) => path);
}

test("no code evaluates text", () => {
  const evaluation =
    /\beval\(|new Function\(|node:vm|shell: true|(?<!\.)\bexec(Sync)?\(|set(Timeout|Interval)\(["'`]/;
  assert.deepEqual(matching([...sources, ...scripts], evaluation), []);
});

test("only these files make SQL of text, which is the names of tables and columns and other constants", () => {
  assert.deepEqual(matching(sources, /Prisma\.raw\(|RawUnsafe\(/).sort(), [
    "src/catalogue/repositories/recording/wanted.ts",
    "src/catalogue/repositories/tags/columns.ts",
    "src/lifecycle/deletion/restore/archived-rows.ts",
    "src/lifecycle/immutable/guard.ts",
    "src/operations/metrics/backlog.ts",
    "src/platform/db/counts.ts",
    "src/platform/jobs/lease.ts",
    "src/registry/client/referrers.ts",
  ]);
});

test("scripts of pages insert text only as text", () => {
  const markup = /\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|setHTML/;
  assert.deepEqual(matching(scripts, markup), []);
  assert.deepEqual(matching(scripts, /DOMParser/), ["public/js/live-parts.js"]); // of a page of this Portus
});

test("scripts store nothing sensitive in the browser", () => {
  assert.deepEqual(matching(scripts, /\b(local|session)Storage\b|indexedDB/), [
    "public/js/recent.js", // the names of visited places, cleared when somebody signs out
  ]);
  assert.deepEqual(matching(scripts, /document\.cookie/), ["public/js/times.js"]); // the time zone
});

test("password fields are masked, can be pasted into and filled by managers", () => {
  assert.deepEqual(matching([...views, ...scripts], /onpaste|"paste"/), []);
  const fields = views.flatMap(({ path, text }) =>
    [...text.matchAll(/_field", \{([^}]*)\}/g)]
      .map(([, options = ""]) => ({ path, options }))
      .filter(({ options }) => /name: "\w*password/i.test(options)),
  );
  assert.ok(fields.length >= 6);
  for (const { path, options } of fields) {
    assert.match(options, /type: "password"/, path);
    assert.match(options, /autocomplete: "(current|new)-password|autocomplete: "off"/, path);
  }
});

test("every page of a signed-in person has a button to sign out", () => {
  const text = (path: string) =>
    views.find((view) => view.path === `views/platform/layout/${path}`)?.text ?? "";
  assert.match(text("top.ejs"), /include\("_bar"\)/);
  assert.match(
    text("_bar.ejs"),
    /<% if \(actor\) \{ %>[\s\S]*include\("_person"\)[\s\S]*<% } else/,
  );
  assert.match(text("_person.ejs"), /action="<%= paths\.signOut\(\) %>"/);
  const documents = matching(views, /<html/);
  assert.deepEqual(documents, ["views/platform/layout/top.ejs"]);
});

test("every cryptographic function that the code calls is in the list of algorithms", () => {
  const calls =
    /(?<![.\w])(?:create(?:Hash|Hmac|Cipheriv|Decipheriv|Sign|Verify)\((?:"([\w-]+)"|(\w+))|(?:hkdfSync|hash)\("([\w-]+)"|(scrypt|pbkdf2)\w*\()/g;
  const called = new Set(
    sources.flatMap(({ text }) =>
      [...text.matchAll(calls)].map(([, ...names]) => names.find((name) => name !== undefined)),
    ),
  );
  assert.deepEqual([...called].sort(), [
    "aes-256-gcm",
    "algorithm", // of a registry's digest: SHA-256, SHA-384 or SHA-512
    "scrypt", // of the passphrase of a backup
    "sha1", // HMAC in codes of authenticator apps (RFC 6238)
    "sha256",
  ]);
  const signing = sources.filter(({ path }) => path.startsWith("src/registry/signing/"));
  const named = signing.flatMap(({ text }) => text.match(/"(ES|RS|HS|PS)\d+"|"P-\d+"/g) ?? []);
  assert.deepEqual([...new Set(named)].sort(), ['"ES256"', '"P-256"']);
});

test("no secret is made of Math.random or a UUID", () => {
  assert.deepEqual(matching(sources, /Math\.random/), []);
  assert.deepEqual(matching(sources, /randomUUID/).sort(), [
    "src/identity/sign-in/passwords.ts", // a hash that no password matches
    "src/lifecycle/deletion/run/registry-delete.ts", // makes a placeholder unique
    "src/outbound/webhooks/delivery/deliveries.ts", // the id of a delivery
  ]);
});

test("nothing writes to the console but commands and the supervisor", () => {
  const writers = matching(sources, /\bconsole\.\w+\(|process\.std(out|err)\.write/);
  const allowed =
    /\/commands\.ts$|^src\/main\/(cli|server|up\/\w+)\.ts$|^src\/platform\/(log|terminal|config\/config|db\/new-migration)\.ts$/;
  assert.deepEqual(
    writers.filter((path) => !allowed.test(path)),
    [],
  );
});
