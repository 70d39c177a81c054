/** Words between a command and its object, which say nothing by themselves. */
const fillers = new Set(["a", "an", "the", "of", "to", "in", "for", "my", "on", "at"]);

export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word && !fillers.has(word));
}

/** Whether each word begins another word of the text. A single letter means nothing. */
export function matchesAll(words: readonly string[], text: string): boolean {
  const parts = wordsOf(text);
  if (words.join("").length < 2) return false;
  return words.every((word) => {
    const at = parts.findIndex((part) => part.startsWith(word));
    parts.splice(Math.max(at, 0), 1);
    return at >= 0;
  });
}
