import { createServer, type Socket } from "node:net";
import { after } from "node:test";

// A server that speaks as much of LDAP (RFC 4511) as a script needs, to answer in the shapes of servers that no test runs.

export type Asked =
  | { kind: "bind"; dn: string; password: string }
  | { kind: "search"; base: string; filter: string; attributes: string[]; cookie: string };

export interface Answer {
  code?: number;
  message?: string;
  entries?: { dn: string; values: Record<string, (string | Buffer)[]> }[];
  references?: string[];
  cookie?: string; // of a page, if there are more
}

/** `answer` gets each request; `asked` has all of them. Null is no answer at all. */
export async function scriptedDirectory(answer: (asked: Asked) => Answer | null) {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let rest: Buffer = Buffer.alloc(0);
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (let next = partIn(rest); next; next = partIn(rest)) {
        rest = rest.subarray(next.size);
        reply(socket, next.content);
      }
    });
  });
  const reply = (socket: Socket, message: Buffer) => {
    const [id, operation, controls] = partsIn(message);
    const request = operation && requestIn(operation, controls);
    if (!id || !request) return;
    asked.push(request);
    const given = answer(request);
    if (given)
      for (const part of replies(request, given)) socket.write(tlv(0x30, tlv(2, id.content), part));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  after(close);
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, asked, close };
}

interface Part {
  tag: number;
  content: Buffer;
  size: number;
}

function partIn(bytes: Buffer): Part | null {
  const first = bytes[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (bytes.length < 2 + lengthBytes) return null;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const start = 2 + lengthBytes;
  if (bytes.length < start + length) return null;
  return {
    tag: bytes[0] ?? 0,
    content: bytes.subarray(start, start + length),
    size: start + length,
  };
}

function partsIn(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length; at += parts.at(-1)?.size ?? bytes.length) {
    const part = partIn(bytes.subarray(at));
    if (!part) break;
    parts.push(part);
  }
  return parts;
}

function requestIn({ tag, content }: Part, controls: Part | undefined): Asked | null {
  const texts = partsIn(content).map((part) => part.content.toString());
  if (tag === 0x60) return { kind: "bind", dn: texts[1] ?? "", password: texts[2] ?? "" };
  if (tag !== 0x63) return null;
  const [filter, names] = partsIn(content).slice(6);
  return {
    kind: "search",
    base: texts[0] ?? "",
    filter: filter?.content.toString("latin1") ?? "",
    attributes: names ? partsIn(names.content).map((part) => part.content.toString()) : [],
    cookie: controls ? cookieIn(controls) : "",
  };
}

function cookieIn({ content }: Part): string {
  const value = partsIn(content)
    .flatMap((control) => partsIn(control.content))
    .at(-1);
  const sequence = value && partIn(value.content);
  return (sequence && partsIn(sequence.content)[1]?.content.toString()) ?? "";
}

function* replies(asked: Asked, { entries = [], references = [], ...rest }: Answer) {
  for (const { dn, values } of entries)
    yield tlv(
      0x64,
      octets(dn),
      tlv(
        0x30,
        ...Object.entries(values).map(([name, all]) =>
          tlv(0x30, octets(name), tlv(0x31, ...all.map(octets))),
        ),
      ),
    );
  for (const uri of references) yield tlv(0x73, octets(uri));
  const { code = 0, message = "", cookie } = rest;
  const result = [tlv(0x0a, Buffer.from([code])), octets(""), octets(message)];
  const done = tlv(asked.kind === "bind" ? 0x61 : 0x65, ...result);
  yield asked.kind === "bind" ? done : Buffer.concat([done, pageControl(cookie ?? "")]);
}

/** RFC 2696. */
const pageControl = (cookie: string) =>
  tlv(
    0xa0,
    tlv(
      0x30,
      octets("1.2.840.113556.1.4.319"),
      octets(tlv(0x30, tlv(2, Buffer.from([0])), octets(cookie))),
    ),
  );

const octets = (value: string | Buffer) => tlv(4, Buffer.from(value as string));

function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80
      ? [content.length]
      : [0x83, content.length >> 16, (content.length >> 8) & 255, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
