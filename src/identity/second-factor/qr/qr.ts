import { bestMask } from "./mask.ts";
import { drawFormat, type Matrix, matrixOf } from "./matrix.ts";
import { correctionOf } from "./reed-solomon.ts";

/** Level M, by version: the correction bytes of each block, and how many blocks there are (ISO/IEC 18004, table 9). */
const correction = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22];
const blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9];
const byteMode = 0b0100;

/** The QR code of a text of at most 331 bytes. Of every seven squares, one may be damaged. */
export function qrCode(text: string): Matrix {
  const bytes = Buffer.from(text);
  for (let version = 1; version <= blocks.length; version += 1) {
    const matrix = matrixOf(version);
    const room = capacityOf(matrix, version);
    if (bytes.length > room.data - (version < 10 ? 2 : 3)) continue; // the mode and the length take the rest

    const data = padded(bytes, version, room.data);
    place(matrix, interleaved(data, version, room.total));
    const mask = bestMask(matrix);
    drawFormat(matrix, mask);
    return matrix;
  }
  throw new Error("The text is too long for a QR code.");
}

/** The dark squares as the path of an SVG in units of squares, each run of a row one rectangle. */
export function pathOf({ size, isDark }: Matrix): string {
  let path = "";
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const start = x;
      while (isDark(x, y)) x += 1;
      if (x > start) path += `M${start} ${y}h${x - start}v1h${start - x}z`;
    }
  return path;
}

/** How many bytes a version has, and how many of them are data. */
function capacityOf({ size, isFixed }: Matrix, version: number) {
  let free = 0;
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) if (!isFixed(x, y)) free += 1;
  const total = Math.floor(free / 8);
  return { total, data: total - of(correction, version) * of(blocks, version) };
}

const of = (table: readonly number[], version: number): number => table[version - 1] ?? 0;

/** Mode, length, text and padding. */
function padded(bytes: Uint8Array, version: number, length: number): number[] {
  const count = bytes.length.toString(2).padStart(version < 10 ? 8 : 16, "0");
  const text = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const bits = `${byteMode.toString(2).padStart(4, "0")}${count}${text}0000`;
  const data = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  for (let pad = 0xec; data.length < length; pad ^= 0xec ^ 0x11) data.push(pad);
  return data;
}

/** The data in blocks, each with its correction, byte by byte from all of them, so that damage is spread. */
function interleaved(data: readonly number[], version: number, total: number): number[] {
  const [count, length] = [of(blocks, version), of(correction, version)];
  const shorter = count - (total % count); // blocks that have a byte less than the others
  const size = Math.floor(total / count) - length;
  const parts: number[][] = [];
  for (let at = 0; parts.length < count; ) {
    const end = at + size + (parts.length < shorter ? 0 : 1);
    parts.push(data.slice(at, end));
    at = end;
  }
  const corrections = parts.map((part) => correctionOf(part, length));
  return [...byColumn(parts), ...byColumn(corrections)];
}

function byColumn(rows: readonly number[][]): number[] {
  const longest = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: longest }, (_, at) => rows.flatMap((row) => row[at] ?? [])).flat();
}

/** Places bits in columns of two squares, from the right, upward and downward in turn, around what is fixed. */
function place(matrix: Matrix, bytes: readonly number[]): void {
  const { size } = matrix;
  let bit = 0;
  let isUpward = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5; // the column of the timing pattern
    for (let step = 0; step < size; step += 1)
      for (const x of [right, right - 1]) {
        const y = isUpward ? size - 1 - step : step;
        if (matrix.isFixed(x, y)) continue;
        matrix.set(x, y, (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1);
        bit += 1;
      }
    isUpward = !isUpward;
  }
}
