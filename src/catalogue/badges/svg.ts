/** A text inside SVG, without the characters that XML does not allow. */
export function textSvg(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, production 2
  const allowed = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, "");
  return allowed.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const narrow = new Set("iIl.,:|!'fjrt()[]1 ");
const wide = new Set("mwMW@%—…");

/** About how wide a text is in pixels, which textLength makes exact. */
export function widthOf(text: string, size: number): number {
  const units = [...text].reduce((sum, sign) => {
    if (narrow.has(sign)) return sum + 0.42;
    return sum + (wide.has(sign) ? 0.95 : 0.64);
  }, 0);
  return Math.ceil(units * size);
}
