import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown } from "../../../../src/platform/http/pages/markdown.ts";

const allowed =
  /^(p|h[3-6]|ul|ol|li|a|code|pre|strong|em|s|blockquote|hr|br|table|thead|tbody|tr|th|td)$/;
const hostile = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "</div></main><form action=//evil.example><input name=password>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](java\nscript:alert(1))",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "[x](vbscript:x)",
  "[x](/sign-out)",
  "[x](//evil.example)",
  "<javascript:alert(1)>",
  "![x](https://evil.example/pixel.png)",
  "![x](javascript:alert(1))",
  '[x](https://e.example "onmouseover=alert(1) \\" x")',
  "[r]: javascript:alert(1)\n\n[r]",
  "`<script>`\n\n```html\n<script>alert(1)</script>\n```",
  "<!--><script>alert(1)</script>-->",
  '[x](https://e.example/"onclick=alert(1))',
  `${"[".repeat(5000)}x${"](".repeat(5000)}`,
  `${"> ".repeat(2000)}deep`,
];

for (const text of hostile)
  test(`${JSON.stringify(text.slice(0, 50))} comes out as harmless prose`, () => {
    const html = markdown(text);

    for (const [, name = "", attributes = ""] of html.matchAll(/<\/?([^\s>/]+)([^>]*)>/g)) {
      assert.match(name, allowed);
      assert.doesNotMatch(attributes.replace(/"[^"]*"/g, ""), /\bon\w+|style/i);
    }
    for (const [, href = ""] of html.matchAll(/\shref="([^"]*)"/g))
      assert.match(href, /^(https?:\/\/|mailto:)/);
  });

test("headings stand below those of the page", () => {
  assert.equal(markdown("# One\n\n##### Five"), "<h3>One</h3>\n<h6>Five</h6>\n");
});

test("links tell nobody where they were followed from, and lend no rank", () => {
  const html = markdown("[site](https://e.example) and https://f.example");

  assert.equal(html.match(/rel="nofollow noopener noreferrer"/g)?.length, 2);
});

test("code is reached by keyboard, since long lines of it scroll", () => {
  const html = markdown("```sh\na\n```\n\n    b\n\n`<pre>`");

  assert.equal(html.match(/<pre tabindex="0">/g)?.length, 2);
  assert.match(html, /&lt;pre&gt;/);
});

test("a link without an address is text", () => {
  assert.equal(markdown("[](), [*a*]() and [b](https://b.example)").match(/<a /g)?.length, 1);
  assert.match(markdown("[*a*]()"), /^<p><em>a<\/em><\/p>/);
});
