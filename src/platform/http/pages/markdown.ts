import MarkdownIt from "markdown-it";

/** Markdown of people whom we need not trust: no HTML, no images, and links that lead only to the web or to mail. */
const renderer = new MarkdownIt({ html: false, linkify: true, maxNesting: 20 }).disable("image");

renderer.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url.trim());

renderer.core.ruler.push("portus", ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === "heading_open" || token.type === "heading_close")
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`; // the page has its own first two
    for (const child of token.children ?? [])
      if (child.type === "link_open") child.attrSet("rel", "nofollow noopener noreferrer");
  }
});

/** The HTML of a description, fit to be printed as it is. */
export function markdown(text: string): string {
  return renderer.render(text).replaceAll("<pre>", '<pre tabindex="0">'); // long lines scroll by keyboard too
}
