/** The pages about one thing, as `layout/top` takes them. */
export interface Tabs {
  label: string;
  items: Tab[];
}

export interface Tab {
  label: string;
  href: string;
  count?: number;
  current: boolean;
}

type Offered = Omit<Tab, "current"> & { offered?: boolean };

/** The tabs that are offered, with the current one marked. Undefined if there is nothing to choose between. */
export function tabsOf(label: string, current: string, all: readonly Offered[]): Tabs | undefined {
  const items = all
    .filter(({ offered = true }) => offered)
    .map(({ offered: _, ...tab }) => ({ ...tab, current: tab.label === current }));
  return items.length > 1 ? { label, items } : undefined;
}
