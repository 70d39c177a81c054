import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { after } from "node:test";

export interface Received {
  to: string[];
  text: string; // headers and body, as sent
}

interface Options {
  /** The password that it wants; without one it has no sign-in. */
  password?: () => string;
}

/** A mail server (a subset of RFC 5321) that stores every message, and refuses recipients that start with refused@. */
export async function fakeMailServer(port = 0, { password }: Options = {}) {
  const received: Received[] = [];
  const waiting: ((message: Received) => void)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const accepts = password && ((line: string) => passwordIn(line) === password());
    converse(socket, { accepts }, (message) => {
      const next = waiting.shift();
      if (next) next(message);
      else received.push(message);
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
    /** The oldest unread message, or the next one to arrive. */
    next: () =>
      new Promise<Received>((resolve) => {
        const stored = received.shift();
        if (stored) resolve(stored);
        else waiting.push(resolve);
      }),
  };
}

/** The password of AUTH PLAIN. */
const passwordIn = (line: string) =>
  Buffer.from(line.split(" ")[2] ?? "", "base64")
    .toString()
    .split("\0")[2];

function converse(
  socket: Socket,
  { accepts }: { accepts: ((line: string) => boolean) | undefined },
  store: (message: Received) => void,
): void {
  let pending = "";
  let message: Received | null = null;
  let body = false;
  socket.on("error", () => {});
  socket.write("220 mail.test ESMTP\r\n");
  socket.on("data", (chunk) => {
    pending += chunk.toString("utf8");
    for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      handleLine(line);
    }
  });

  function handleLine(line: string): void {
    if (body && message) {
      if (line !== ".") {
        message.text += `${line.replace(/^\.\./, ".")}\n`;
        return;
      }
      body = false;
      store(message);
      message = null;
      socket.write("250 stored\r\n");
    } else if (/^MAIL FROM/i.test(line)) {
      message = { to: [], text: "" };
      socket.write("250 ok\r\n");
    } else if (/^RCPT TO/i.test(line)) {
      const [, recipient = ""] = /<(.*)>/.exec(line) ?? [];
      message?.to.push(recipient);
      socket.write(recipient.startsWith("refused@") ? "550 no such mailbox\r\n" : "250 ok\r\n");
    } else if (/^DATA/i.test(line)) {
      body = true;
      socket.write("354 go on\r\n");
    } else if (accepts && /^EHLO/i.test(line)) {
      socket.write("250-mail.test\r\n250 AUTH PLAIN\r\n");
    } else if (accepts && /^AUTH/i.test(line)) {
      socket.write(accepts(line) ? "235 accepted\r\n" : "535 5.7.8 wrong password\r\n");
    } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
    else socket.write("250 mail.test\r\n");
  }
}

/** The text of a message, decoded from quoted-printable. */
export function plain({ text }: Received): string {
  const [, body = ""] = text.split(/\n\n(.*)/s);
  if (!/quoted-printable/i.test(text)) return body;
  const bytes = body
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The path and query of the link in a message. */
export function linkIn(message: Received): string {
  const [, path] = /http:\/\/portus\.test\.lan:3000(\/\S+\?\S+)/.exec(plain(message)) ?? [];
  if (!path) throw new Error(`no link in: ${message.text}`);
  return path;
}
