import { markdown } from "../../platform/http/pages/markdown.ts";

const maxLength = 280;

/** The first paragraph of a description as sanitised HTML; headings do not count. The README has the rest. */
export function summaryOf(description: string): string {
  return markdown(summaryText(description));
}

/** The same as it was written. */
export function summaryText(description: string): string {
  const paragraphs = description.split(/\r?\n[ \t]*\r?\n/).map((it) => it.trim());
  const first = paragraphs.find((it) => it && !/^(#|[-=*_]{3,}$|```|~~~)/.test(it)) ?? "";
  return shortened(first);
}

function shortened(text: string): string {
  const characters = [...text];
  if (characters.length <= maxLength) return text;
  const cut = characters.slice(0, maxLength).join("");
  const end = cut.lastIndexOf(" ");
  return `${end > 0 ? cut.slice(0, end) : cut} …`;
}
