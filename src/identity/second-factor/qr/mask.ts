import { drawFormat, type Matrix } from "./matrix.ts";

/** Whether each mask inverts a square (ISO/IEC 18004, table 10). */
const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Applies the mask after which the code is easiest to read, and returns its number. */
export function bestMask(matrix: Matrix): number {
  const penalties = masks.map((_, mask) => {
    apply(matrix, mask);
    drawFormat(matrix, mask);
    const penalty = penaltyOf(matrix);
    apply(matrix, mask); // the second time undoes the first
    return penalty;
  });
  const best = penalties.indexOf(Math.min(...penalties));
  apply(matrix, best);
  return best;
}

function apply(matrix: Matrix, mask: number): void {
  const inverts = masks[mask];
  for (let y = 0; y < matrix.size; y += 1)
    for (let x = 0; x < matrix.size; x += 1)
      if (!matrix.isFixed(x, y) && inverts?.(x, y)) matrix.set(x, y, !matrix.isDark(x, y));
}

/** What makes a code hard to read: long runs, what looks like a finder, squares of one colour, and an uneven balance. */
function penaltyOf({ size, isDark }: Matrix): number {
  let penalty = 0;
  let dark = 0;
  for (let y = 0; y < size; y += 1) {
    const row = Array.from({ length: size }, (_, x) => Number(isDark(x, y))).join("");
    const column = Array.from({ length: size }, (_, x) => Number(isDark(y, x))).join("");
    penalty += penaltyOfLine(row) + penaltyOfLine(column);
    for (let x = 0; x + 1 < size && y + 1 < size; x += 1) {
      const square = [isDark(x, y), isDark(x + 1, y), isDark(x, y + 1), isDark(x + 1, y + 1)];
      if (square.every((it) => it === square[0])) penalty += 3;
    }
    dark += row.replaceAll("0", "").length;
  }
  return penalty + 10 * Math.floor(Math.abs((dark / size ** 2) * 20 - 10));
}

function penaltyOfLine(line: string): number {
  let penalty = 0;
  for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
  for (const finder of ["10111010000", "00001011101"])
    for (let at = line.indexOf(finder); at >= 0; at = line.indexOf(finder, at + 1)) penalty += 40;
  return penalty;
}
