/** Maps numbers of one range to another, as a percentage unless `to` says otherwise. */
export function linear(
  [low, high]: readonly [number, number],
  to: readonly [number, number] = [0, 100],
): (value: number) => number {
  const span = high - low;
  return (value) => rounded(span === 0 ? to[0] : to[0] + ((value - low) / span) * (to[1] - to[0]));
}

/** Round numbers from 0 to at least `highest`: steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function ticks(highest: number, count = 4): number[] {
  if (!(highest > 0)) return [0];
  const raw = highest / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((it) => it * power >= raw) ?? 10) * power;
  const last = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: last + 1 }, (_, n) => n * step);
}

/** Which of `steps` a value belongs to: 0 for none, 1 for little, `steps` for the highest. */
export function stepOf(value: number, highest: number, steps = 5): number {
  if (!(value > 0) || !(highest > 0)) return 0;
  return Math.min(steps, Math.max(1, Math.ceil((value / highest) * steps)));
}

/** The `d` of an SVG path through points. A point without a value ends the line, and the next one starts another. */
export function linePath(points: readonly (readonly [x: number, y: number] | null)[]): string {
  let started = false;
  return points
    .map((point) => {
      const command = started ? "L" : "M";
      started = point !== null;
      return point && `${command}${rounded(point[0])} ${rounded(point[1])}`;
    })
    .filter((part) => part !== null)
    .join("");
}

const rounded = (value: number) => Math.round(value * 100) / 100;
