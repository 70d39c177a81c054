/** Words between a command and its object, which say nothing by themselves. */
const fillers = new Set(["a", "an", "the", "of", "to", "in", "for", "my", "on", "at"]);

export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word && !fillers.has(word));
}

/** Whether each word begins a word of the text. A single letter means nothing. */
export function matchesAll(words: readonly string[], text: string): boolean {
  const parts = wordsOf(text);
  return (
    words.length > 0 && words.join("").length > 1 && words.every((word) => begins(word, parts))
  );
}

const begins = (word: string, parts: readonly string[]) =>
  parts.some((part) => part.startsWith(word));
