import assert from "node:assert/strict";
import { test } from "node:test";
import { filesUnder } from "./support/layers.ts";

// The rules of CONTRIBUTING.md for views.

const views = filesUnder("views", ".ejs");

test("a view prints only includes unescaped, except in the partial for sanitised markdown", () => {
  for (const { path, text } of views)
    for (const [, code = ""] of text.matchAll(/<%-([\s\S]*?)%>/g))
      if (path !== "platform/shared/_markdown.ejs") assert.match(code, /^\s*include\(/, path);
});

test("the lines of a page's view have at most 200 characters", () => {
  const long = views
    .filter(({ path }) => !path.startsWith("emails/")) // plain text: a paragraph is one line
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, at) => (line.length > 200 ? [`${path}:${at + 1}`] : [])),
    );
  assert.deepEqual(long, []);
});

test("a view has no inline script, style or handler", () => {
  for (const { path, text } of views)
    assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/i, path);
});

test("no image, script or style comes from another host", () => {
  for (const { path, text } of views)
    assert.doesNotMatch(text, /<(script|img|link|iframe)[^>]*(src|href)="(https?:)?\/\//i, path);
});

test("a view computes nothing: it defines no function and makes no list out of another", () => {
  const computing =
    /=>|\bfunction\b|\.(map|flatMap|filter|reduce|unshift|push|sort)\(|\bnew (Set|Map)\b/;
  for (const { path, code } of viewCode()) assert.doesNotMatch(code, computing, path);
});

test("a view asks a policy what the visitor may do, never whether they are an admin", () => {
  for (const { path, code } of viewCode()) assert.doesNotMatch(code, /\bactor\??\.admin\b/, path);
});

/** The code in each view, without its comments. */
const viewCode = () =>
  views.flatMap(({ path, text }) =>
    [...text.matchAll(/<%(?!#)[-=_]?([\s\S]*?)%>/g)].map(([, code = ""]) => ({ path, code })),
  );
