import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { exchange } from "../../../src/platform/outgoing/exchange.ts";

test("an answer that switches protocols is an error at once", {
  timeout: 5_000,
}, async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () =>
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n",
      ),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    const asked = exchange(new URL(`http://127.0.0.1:${port}/`), { headers: {}, limit: 100 });
    await assert.rejects(asked, { message: "it closed the connection without an answer" });
  } finally {
    server.close();
  }
});
