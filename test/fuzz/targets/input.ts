import assert from "node:assert/strict";
import fc from "fast-check";
import { parseQuery } from "../../../src/catalogue/images/references/query.ts";
import { TokenForm } from "../../../src/identity/tokens/schemas.ts";
import { RulesForm } from "../../../src/lifecycle/retention/schemas.ts";
import { endpoints } from "../../../src/main/api.ts";
import { fieldsOf } from "../../../src/platform/http/api/fields.ts";
import { accept, parse } from "../../../src/platform/http/input/body.ts";
import { placeOfJsonError } from "../../../src/platform/http/input/json-error.ts";
import { markdown as render } from "../../../src/platform/http/pages/markdown.ts";
import { SignUpForm } from "../../../src/tenancy/sign-up/schemas.ts";
import { target } from "../target.ts";
import { growingTextOf, json, textOf } from "../texts.ts";

const schemas = [
  SignUpForm,
  TokenForm,
  RulesForm,
  ...endpoints.flatMap(({ body, query }) => (body ? [body, query] : [query])),
].filter((schema) => Object.keys(fieldsOf(schema)).length > 0);

const words = [
  ..."alice web/app v* a@b.example true 1 0 -1 1e3 . __proto__ 10.0.0.0/8 ::1/64".split(" "),
  ..."https://a.example _ - @ / (a+)+$ %".split(" "),
  " ",
  "\n",
];
const value = fc.oneof(
  { weight: 6, arbitrary: textOf(words, 6) },
  { weight: 2, arbitrary: fc.array(textOf(words, 4), { maxLength: 4 }) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, 0, 1.5, -1, 2 ** 53, "") },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Bodies of forms and of every endpoint of the API, and the queries of endpoints. */
export const forms = target({
  inputs: fc.constantFrom(...schemas).chain((schema) => {
    const names = [...Object.keys(fieldsOf(schema)), "surprise", "__proto__", "constructor"];
    return fc.tuple(fc.constant(schema), fc.array(fc.tuple(fc.constantFrom(...names), value)));
  }),
  read: ([schema, fields]) => {
    const body = Object.fromEntries(fields);
    const isPlain = () => assert.equal(Object.getPrototypeOf({}), Object.prototype);
    isPlain();
    try {
      accept(schema, body);
    } finally {
      isPlain();
      parse(schema, body);
    }
  },
  growing: fc
    .tuple(fc.constantFrom(...schemas), growingTextOf(words))
    .map(([schema, grow]) => (size: number): [typeof schema, [string, unknown][]] => [
      schema,
      Object.keys(fieldsOf(schema)).map((name) => [name, grow(size)]),
    ]),
});

const typed =
  'web|/|:|nginx|1.27|latest|registry.test.lan:5000/| |.|@|sha256:|1a2b3c4d5e6f|docker |pull |--platform |FROM |image: |"|…|https://|docker://|v2/|/manifests/|/repositories/|/-/tags/|%2F|%'.split(
    "|",
  );
const hosts = { registries: ["registry.test.lan:5000"], isSite: () => true };

/** What people type into the search field. */
export const search = target({
  inputs: textOf(typed),
  read: (text) => {
    const { name, tag, digest, page } = parseQuery(text, hosts);
    assert.equal(name, name.toLowerCase());
    assert.match(digest?.hex ?? "1234567", /^[0-9a-f]{7,128}$/);
    assert.ok(page === null || /^\/(?!\/)/.test(page), "a page of this Portus");
    assert.ok(tag === null || /^\w[\w.-]{0,127}$/.test(tag));
  },
  growing: growingTextOf(typed),
});

const jsonParts = ["{", "}", "[", "]", ",", ":", '"', '"a"', "1", "-", "1e9", "true", "nul", "\\u"];

/** Bodies that may not be JSON, for which the API says where the error is. */
export const jsonErrors = target({
  inputs: fc.oneof(json, textOf([...jsonParts, " ", "\n"])),
  read: (text) => {
    const place = placeOfJsonError(text);
    assert.equal(place === "", isJson(text), `${JSON.stringify(text)}: ${place}`);
  },
  growing: growingTextOf([...jsonParts, " ", "\n"]),
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const markup = [
  ..."[ ]( ) ![ * ** _ ` ~~ < > & &#x6a; | -|- \\ a ( : //".split(" "),
  ..."<script> javascript:a http://a.b HTTPS://a mailto:a@b www.a.b <http://a> \" '".split(" "),
  ..."\n|\n\n|> |- |1. |# |    |\t|---\n|```\n|[a]: |<img src=x onerror=a>| ".split("|"),
  "data:text/html,a",
];
const allowedTag =
  /<\/?(?:p|em|strong|a|code|pre|ul|ol|li|blockquote|h[3-6]|hr|br|table|thead|tbody|tr|th|td|s)(?: href="(?:https?:\/\/|mailto:)[^"<>]*"| rel="nofollow noopener noreferrer"| title="[^"<>]*"| start="\d+"| class="language-[^"<>]*"| tabindex="0"| style="text-align:(?:left|center|right)")*>/gi;

/** Descriptions and comments. */
export const markdown = target({
  inputs: textOf(markup, 24),
  read: (given) => {
    const html = render(given);
    assert.doesNotMatch(html.replace(allowedTag, ""), /[<>]/, "only harmless tags and attributes");
    for (const [link] of html.matchAll(/<a [^>]*>/g)) assert.match(link, / rel="nofollow noopener/);
  },
  growing: growingTextOf(markup),
});
