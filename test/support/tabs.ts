/** The tabs of a page, in their order. */
export function tabsIn(html: string): { label: string; href: string; current: boolean }[] {
  const [, nav = ""] = /<nav class="tabs"[^>]*>(.*?)<\/nav>/s.exec(html) ?? [];
  const links = nav.matchAll(/<a class="tabs__link" href="([^"]*)"([^>]*)>\s*([^<]*?)\s*</g);
  return [...links].map(([, href = "", attributes = "", label = ""]) => ({
    label,
    href,
    current: attributes.includes('aria-current="page"'),
  }));
}
