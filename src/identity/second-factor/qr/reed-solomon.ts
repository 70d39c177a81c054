// Error correction of QR codes: polynomials over GF(256) with x⁸ + x⁴ + x³ + x² + 1.

const exponents = new Uint8Array(255);
const logarithms = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  exponents[power] = value;
  logarithms[value] = power;
  value = value < 128 ? value << 1 : (value << 1) ^ 0x11d;
}

const at = (table: Uint8Array, index: number): number => table[index] ?? 0;

function multiply(one: number, other: number): number {
  if (one === 0 || other === 0) return 0;
  return at(exponents, (at(logarithms, one) + at(logarithms, other)) % 255);
}

/** The bytes that let a reader repair so many damaged ones of `data`: the remainder of its division by the generator. */
export function correctionOf(data: readonly number[], length: number): number[] {
  const generator = generatorOf(length);
  const rest = [...data, ...Array<number>(length).fill(0)];
  for (let start = 0; start < data.length; start += 1) {
    const factor = rest[start] ?? 0;
    for (const [place, coefficient] of generator.entries())
      rest[start + place] = (rest[start + place] ?? 0) ^ multiply(coefficient, factor);
  }
  return rest.slice(data.length);
}

/** The product of (x − 2⁰) to (x − 2ⁿ⁻¹), highest coefficient first. */
function generatorOf(length: number): number[] {
  let product = [1];
  for (let power = 0; power < length; power += 1) {
    const root = at(exponents, power);
    const shifted = [...product, 0];
    product = shifted.map((value, place) => value ^ multiply(product[place - 1] ?? 0, root));
  }
  return product;
}
