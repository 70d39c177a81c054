import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import express from "express";
import { connect, disconnect } from "../../src/db/client.ts";
import { notifications } from "../../src/notifications/routes.ts";
import { testDatabaseUrl } from "./postgres.ts";
export async function useDatabase() {
  connect(await testDatabaseUrl());
  after(disconnect);
}
export async function useApp() {
  await useDatabase();
  const it = express();
  it.use("/v2/webhooks/events", notifications);
  const server = createServer(it);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
