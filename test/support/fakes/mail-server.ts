import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { after } from "node:test";

export interface Received {
  to: string[];
  text: string; // headers and body, as sent
}

/** A mail server that accepts every message but those to refused@…, and keeps it. Just enough of RFC 5321. */
export async function fakeMailServer(port = 0) {
  const received: Received[] = [];
  const waiting: ((letter: Received) => void)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    converse(socket, (letter) => {
      const next = waiting.shift();
      if (next) next(letter);
      else received.push(letter);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  after(close);
  return {
    close,
    port: (server.address() as AddressInfo).port,
    received,
    /** The next letter: one that is here already, or the first to come. */
    next: () =>
      new Promise<Received>((resolve) => {
        const here = received.shift();
        if (here) resolve(here);
        else waiting.push(resolve);
      }),
  };
}

function converse(socket: Socket, keep: (letter: Received) => void): void {
  let pending = "";
  let letter: Received | null = null;
  let body = false;
  socket.on("error", () => {});
  socket.write("220 mail.test ESMTP\r\n");
  socket.on("data", (chunk) => {
    pending += chunk.toString("utf8");
    for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      hear(line);
    }
  });

  function hear(line: string): void {
    if (body && letter) {
      if (line !== ".") {
        letter.text += `${line.replace(/^\.\./, ".")}\n`;
        return;
      }
      body = false;
      keep(letter);
      letter = null;
      socket.write("250 kept\r\n");
    } else if (/^MAIL FROM/i.test(line)) {
      letter = { to: [], text: "" };
      socket.write("250 ok\r\n");
    } else if (/^RCPT TO/i.test(line)) {
      const [, recipient = ""] = /<(.*)>/.exec(line) ?? [];
      letter?.to.push(recipient);
      socket.write(recipient.startsWith("refused@") ? "550 no such mailbox\r\n" : "250 ok\r\n");
    } else if (/^DATA/i.test(line)) {
      body = true;
      socket.write("354 go on\r\n");
    } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
    else socket.write("250 mail.test\r\n");
  }
}

/** The text of a letter, with what quoted-printable did to it undone. */
export function plain({ text }: Received): string {
  const [, body = ""] = text.split(/\n\n(.*)/s);
  if (!/quoted-printable/i.test(text)) return body;
  const bytes = body
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The path and query of the one link in a letter. */
export function linkIn(letter: Received): string {
  const [, path] = /http:\/\/portus\.test\.lan:3000(\/\S+\?\S+)/.exec(plain(letter)) ?? [];
  if (!path) throw new Error(`there is no link in: ${letter.text}`);
  return path;
}
