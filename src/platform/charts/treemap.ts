/** Rectangles in percent of the frame, so that a picture can stretch while its text keeps its size. */
export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The sides of a frame relative to each other: wide and 1 for the usual one. */
interface Frame {
  width: number;
  height: number;
}

/**
 * A squarified treemap (Bruls, Huizing, van Wijk): one tile for each value, in the order given, with an area proportional
 * to the value. Values of zero or less get tiles without an area. Tiles are nearly square if the values come largest first.
 */
export function treemap(values: readonly number[], frame: Frame): Tile[] {
  const weights = values.map((value) => (Number.isFinite(value) ? Math.max(0, value) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return weights.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));

  const areas = weights.map((weight) => (weight / total) * frame.width * frame.height);
  const tiles: Tile[] = [];
  let free: Tile = { x: 0, y: 0, ...frame };
  for (let from = 0; from < areas.length; ) {
    const row = nextRow(areas, from, Math.min(free.width, free.height));
    tiles.push(...tilesOfRow(row, free));
    free = remaining(row, free);
    from += row.length;
  }
  return tiles.map((tile) => inPercent(tile, frame));
}

/** The areas of the next row: as many as make its tiles squarer. */
function nextRow(areas: readonly number[], from: number, side: number): number[] {
  let to = from + 1;
  while (to < areas.length) {
    const [row, longer] = [areas.slice(from, to), areas.slice(from, to + 1)];
    if (worstRatio(longer, side) > worstRatio(row, side)) break;
    to += 1;
  }
  return areas.slice(from, to);
}

/** The ratio of the sides of the least square tile of a row. */
function worstRatio(row: readonly number[], side: number): number {
  const sum = row.reduce((total, area) => total + area, 0);
  const [largest, smallest] = [Math.max(...row), Math.min(...row)];
  if (sum === 0) return 1;
  return Math.max((side ** 2 * largest) / sum ** 2, sum ** 2 / (side ** 2 * smallest));
}

/** A row lies along the shorter side of the free space. */
function tilesOfRow(row: readonly number[], free: Tile): Tile[] {
  const depth = depthOf(row, free);
  let along = 0;
  return row.map((area) => {
    const length = depth > 0 ? area / depth : 0;
    const start = along;
    along += length;
    return free.width >= free.height
      ? { x: free.x, y: free.y + start, width: depth, height: length }
      : { x: free.x + start, y: free.y, width: length, height: depth };
  });
}

function remaining(row: readonly number[], free: Tile): Tile {
  const depth = depthOf(row, free);
  return free.width >= free.height
    ? { ...free, x: free.x + depth, width: Math.max(0, free.width - depth) }
    : { ...free, y: free.y + depth, height: Math.max(0, free.height - depth) };
}

function depthOf(row: readonly number[], free: Tile): number {
  const side = Math.min(free.width, free.height);
  return side > 0 ? row.reduce((sum, area) => sum + area, 0) / side : 0;
}

function inPercent({ x, y, width, height }: Tile, frame: Frame): Tile {
  return {
    x: rounded((100 * x) / frame.width),
    y: rounded((100 * y) / frame.height),
    width: rounded((100 * width) / frame.width),
    height: rounded((100 * height) / frame.height),
  };
}

const rounded = (percent: number) => Math.round(percent * 1_000) / 1_000;
