import MarkdownIt, { type Token } from "markdown-it";
import { offLoop } from "../../thread-pool.ts";

/** Renders untrusted markdown: no HTML, no images, and only links to the web or e-mail addresses. */
const renderer = new MarkdownIt({ html: false, linkify: true, maxNesting: 20 }).disable("image");

renderer.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());

renderer.core.ruler.push("portus", ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === "heading_open" || token.type === "heading_close")
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`; // the page uses the first two levels
    token.children &&= withoutEmptyLinks(token.children);
    for (const child of token.children ?? [])
      if (child.type === "link_open") child.attrSet("rel", "nofollow noopener noreferrer");
  }
});

/** HTML that may be printed unescaped: markup in the text stays text. Marks that turn the text around are dropped. */
export function markdown(text: string): string {
  return renderer
    .render(text.replace(/[\u202a-\u202e\u2066-\u2069]/g, ""))
    .replaceAll("<pre>", '<pre tabindex="0">'); // so that long lines scroll by keyboard
}

/** The same for several texts, in a thread if they are long together. */
export const markdownOfEach = offLoop(import.meta.url, "renderEach", renderEach);

export function renderEach(...texts: string[]): string[] {
  return texts.map(markdown);
}

/** `[text]()` has no address, so it stays text. Links do not nest. */
function withoutEmptyLinks(tokens: Token[]): Token[] {
  let isEmpty = false;
  return tokens.filter(({ type, attrs }) => {
    if (type === "link_open") isEmpty = !attrs?.some(([name, value]) => name === "href" && value);
    return !isEmpty || !/^link_(open|close)$/.test(type);
  });
}
