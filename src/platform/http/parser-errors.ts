import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { config } from "../config/config.ts";
import { errorCode } from "../error-fields.ts";
import { securityHeaders } from "./security.ts";

interface ParserAnswer {
  status: number;
  text: string;
}

const answers: Record<string, ParserAnswer> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    text: "The headers of this request are too large: the limit is 16 kB. Browsers can delete the cookies of this site.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    text: "The chunk extensions of this request are too large. Send the body without them.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    text: "The request did not arrive in time. Send it again.",
  },
};

const malformed: ParserAnswer = {
  status: 400,
  text: "This is not a valid HTTP request. Send HTTP/1.1.",
};

/** Answers what Node's parser refuses before there is a request, and ends the connection. */
export function answerParserError(error: Error, socket: Duplex): void {
  if (!socket.writable || errorCode(error) === "ECONNRESET") return void socket.destroy();
  const answer = answers[errorCode(error)] ?? malformed;
  socket.end(textOf(answer), () => socket.destroy());
}

function textOf({ status, text }: ParserAnswer): string {
  const body = `${text}\n`;
  const headers = [
    ["Date", new Date().toUTCString()],
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(Buffer.byteLength(body))],
    ["Connection", "close"],
    ...securityHeaders({ https: config.url.startsWith("https:") }),
  ].map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join("")}\r\n${body}`;
}
