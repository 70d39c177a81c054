/** The sentences of a page with activity, without markup, newest first. */
export const sentencesIn = (text: string) =>
  [...text.matchAll(/<p class="feed__words">(.*?)<\/p>/gs)].map(([, words = ""]) =>
    words
      .replaceAll(/<[^>]+>/g, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );
