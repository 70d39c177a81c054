export const longWord = "Donaudampfschifffahrtsgesellschaftskapitänswitwe";

/** Text from right to left, with an emoji and a word that is wider than a telephone. */
export const rtlText =
  "# صورة الخادم 🚢\n\nصورة صغيرة لخادم الويب، تُبنى كل ليلة وتُفحص قبل النشر.\n\n" +
  `שלום, ${longWord.repeat(8)} — \`docker pull\` ثم شغّلها.`;

export const range = (length: number) => Array.from({ length }, (_, n) => n);
export const long = (stem: string, length: number) =>
  `${stem}-${"x".repeat(length)}`.slice(0, length);
export const hours = (n: number) => new Date(Date.now() - n * 3_600_000);
