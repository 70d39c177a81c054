import { formats } from "./format.ts";

const { bytes, visible } = formats;

/** What views need to draw numbers as bars. */
export const charts = { sum, barsOf, chartOf, sizeSentence };

interface Bar {
  value: number;
  x: number;
  y: number;
  height: number;
}

const barWidth = 6; // with the gap to the next bar

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The bars of some values. The highest fills the chart, and even a small value can be seen. */
function barsOf(values: readonly number[], chartHeight: number): Bar[] {
  const highest = Math.max(1, ...values);
  return values.map((value, index) => {
    const height = value > 0 ? Math.max(2, Math.round((chartHeight * value) / highest)) : 1;
    return { value, x: index * barWidth, y: chartHeight - height, height };
  });
}

/** The pulls of a period as a chart: a bar for each day, their sum and the highest. */
function chartOf(days: readonly { day: Date; count: number }[]) {
  const counts = days.map(({ count }) => count);
  const bars = barsOf(counts, 60);
  return {
    bars: days.flatMap(({ day }, index) => (bars[index] ? { ...bars[index], day } : [])),
    total: sum(counts),
    peak: Math.max(0, ...counts),
  };
}

/** What a tile of a size map says to screen readers, and in its title. It begins with the text that the tile shows. */
function sizeSentence(block: Sized): string {
  const { name, stored, exclusive, unknown = 0, isPart = false } = block;
  const least = unknown > 0 ? ". More, because some sizes are not known yet" : "";
  const part = isPart ? ". Only what you may see" : "";
  return `${visible(name)} ${bytes(stored)} frees ${bytes(exclusive)} if deleted${part}${least}`;
}

interface Sized {
  name: string;
  stored: bigint;
  exclusive: bigint;
  unknown?: number;
  isPart?: boolean;
}
