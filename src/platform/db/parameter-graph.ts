/** What Prisma knows of the fields of all queries: their names, and a graph that refers to them by position. */
export interface ParameterGraph {
  strings: string[];
  graph: string;
}

/**
 * The same graph with high positions. Prisma makes an object for each node and sets one property for each of its fields,
 * with the position as its key. For keys below 1024 V8 makes each a list of that length: 13 MB of empty places.
 */
export function sparse({ strings, graph }: ParameterGraph): ParameterGraph {
  const offset = Math.max(strings.length, 1_024);
  const padding = new Array<string>(offset - strings.length).fill("");
  const shifted = shift(Buffer.from(graph, "base64url"), offset);
  return { strings: [...strings, ...padding, ...strings], graph: shifted.toString("base64url") };
}

/** As client.js of Prisma 7 reads it, in `deserialize`: LEB128 numbers, and a few of fixed size. */
function shift(bytes: Buffer, offset: number): Buffer {
  const shifted: number[] = [];
  let at = 0;
  const copy = (count: number) => {
    for (const end = at + count; at < end; at += 1) shifted.push(bytes[at] ?? 0);
  };
  const readNumber = () => {
    let value = 0;
    for (let bits = 0; ; bits += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 127) << bits;
      if (byte < 128) return value;
    }
  };
  const copyNumber = (added = 0) => {
    let value = readNumber() + added;
    const result = value - added;
    for (; value > 127; value >>>= 7) shifted.push((value & 127) | 128);
    shifted.push(value);
    return result;
  };

  const [inputs, outputs] = [copyNumber(), copyNumber()];
  copyNumber(); // of roots, which follow the nodes and stay as they are
  for (let node = 0; node < inputs; node += 1)
    for (let fields = copyNumber(); fields > 0; fields -= 1) {
      copyNumber(offset);
      copy(2);
      copyNumber();
      copyNumber();
      copy(1);
    }
  for (let node = 0; node < outputs; node += 1)
    for (let fields = copyNumber(); fields > 0; fields -= 1) {
      copyNumber(offset);
      copyNumber();
      copyNumber();
    }
  copy(bytes.length - at);
  return Buffer.from(shifted);
}
