/** "1 tag", "2 tags", "1,000 tags": for pages, messages and the console. */
export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${Number(count) === 1 ? one : many}`;
}

/** "an owner", "a viewer". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
