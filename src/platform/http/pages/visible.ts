/** Spells out characters that hide or reorder text, such as `evil[U+202E]txt.exe`. */
export const visible = (text: string) =>
  text.replace(
    /(?![\t\n])[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
    (it) => `[U+${(it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
