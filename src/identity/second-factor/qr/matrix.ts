/** The squares of a QR code. The fixed patterns are drawn first and keep their place: `isFixed`. */
export interface Matrix {
  size: number;
  isDark(x: number, y: number): boolean;
  isFixed(x: number, y: number): boolean;
  set(x: number, y: number, dark: boolean): void;
  /** Draws a square that carries no data. */
  fix(x: number, y: number, dark: boolean): void;
}

function emptyMatrix(size: number): Matrix {
  const dark = new Uint8Array(size * size);
  const fixed = new Uint8Array(size * size);
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < size && y < size;
  const set = (x: number, y: number, isDark: boolean) => {
    if (isInside(x, y)) dark[y * size + x] = Number(isDark);
  };
  return {
    size,
    set,
    isDark: (x, y) => isInside(x, y) && dark[y * size + x] === 1,
    isFixed: (x, y) => fixed[y * size + x] === 1,
    fix(x, y, isDark) {
      set(x, y, isDark);
      if (isInside(x, y)) fixed[y * size + x] = 1;
    },
  };
}

/** A matrix with everything that a version has at fixed places. */
export function matrixOf(version: number): Matrix {
  const matrix = emptyMatrix(17 + 4 * version);
  drawTiming(matrix);
  drawAlignment(matrix, version);
  drawFinders(matrix);
  drawFormat(matrix, 0); // its places only: the mask is chosen later
  if (version >= 7) drawVersion(matrix, version);
  return matrix;
}

function drawTiming(matrix: Matrix): void {
  for (let at = 0; at < matrix.size; at += 1) {
    matrix.fix(6, at, at % 2 === 0);
    matrix.fix(at, 6, at % 2 === 0);
  }
}

/** Squares of 5 × 5 on a grid, except in the corners of the finders. Up to version 13 the grid is regular. */
function drawAlignment(matrix: Matrix, version: number): void {
  const last = matrix.size - 7;
  const places = version < 2 ? [] : version < 7 ? [6, last] : [6, (6 + last) / 2, last];
  for (const x of places)
    for (const y of places) {
      const atFinder = (x === 6 && (y === 6 || y === last)) || (x === last && y === 6);
      if (!atFinder) drawRings(matrix, { x, y, radius: 2 });
    }
}

/** Squares of 7 × 7 with a light border, in three corners. */
function drawFinders(matrix: Matrix): void {
  const last = matrix.size - 4;
  drawRings(matrix, { x: 3, y: 3, radius: 4 });
  drawRings(matrix, { x: last, y: 3, radius: 4 });
  drawRings(matrix, { x: 3, y: last, radius: 4 });
}

/** Square rings around a dark centre. A finder has a ring more, which is light, and a centre of 3 × 3. */
function drawRings(matrix: Matrix, { x, y, radius }: { x: number; y: number; radius: number }) {
  const light = radius === 4 ? [2, 4] : [1];
  for (let dx = -radius; dx <= radius; dx += 1)
    for (let dy = -radius; dy <= radius; dy += 1)
      matrix.fix(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
}

/** The error correction level, M, and the mask, twice. */
export function drawFormat(matrix: Matrix, mask: number): void {
  const bits = withChecksum(mask, { generator: 0x537, length: 10 }) ^ 0x5412; // level M is 00
  const { size } = matrix;
  for (let place = 0; place < 15; place += 1) {
    const dark = ((bits >> place) & 1) === 1;
    if (place < 6) matrix.fix(8, place, dark);
    else if (place < 8) matrix.fix(8, place + 1, dark);
    else if (place === 8) matrix.fix(7, 8, dark);
    else matrix.fix(14 - place, 8, dark);

    if (place < 8) matrix.fix(size - 1 - place, 8, dark);
    else matrix.fix(8, size - 15 + place, dark);
  }
  matrix.fix(8, size - 8, true);
}

function drawVersion(matrix: Matrix, version: number): void {
  const bits = withChecksum(version, { generator: 0x1f25, length: 12 });
  for (let place = 0; place < 18; place += 1) {
    const dark = ((bits >> place) & 1) === 1;
    const [along, across] = [matrix.size - 11 + (place % 3), Math.floor(place / 3)];
    matrix.fix(along, across, dark);
    matrix.fix(across, along, dark);
  }
}

/** A number with its BCH checksum: the remainder of its division by the generator. */
function withChecksum(value: number, { generator, length }: { generator: number; length: number }) {
  const top = 2 ** length;
  let rest = value;
  for (let place = 0; place < length; place += 1)
    rest = (rest << 1) ^ (((rest << 1) & top) === 0 ? 0 : generator);
  return (value << length) | rest;
}
