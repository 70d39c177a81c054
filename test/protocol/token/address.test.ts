import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { addressOf } from "../../../src/protocol/token/request.ts";

const nobody = () => false;
const oneHop = (_address: string, distance: number) => distance < 1;
const everyone = () => true;
const ours = (address: string) => address.startsWith("10.");

const rows = [
  ["without a proxy the peer counts", "192.0.2.1", undefined, nobody, "192.0.2.1"],
  ["what strangers say of themselves is not believed", "192.0.2.1", "1.1.1.1", nobody, "192.0.2.1"],
  ["one trusted hop", "10.0.0.1", "1.1.1.1, 2.2.2.2", oneHop, "2.2.2.2"],
  ["all hops trusted: the farthest", "10.0.0.1", "1.1.1.1, 2.2.2.2", everyone, "1.1.1.1"],
  ["our own networks are walked through", "10.0.0.1", "1.1.1.1,2.2.2.2, 10.0.0.2", ours, "2.2.2.2"],
] as const;

for (const [title, peer, forwarded, trusts, expected] of rows)
  test(`the address of a request: ${title}`, () => {
    assert.equal(addressOf(requestFrom(forwarded, peer), trusts), expected);
  });

function requestFrom(forwarded: string | undefined, peer = "192.0.2.1"): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: peer });
  const req = new IncomingMessage(socket);
  if (forwarded) req.headers["x-forwarded-for"] = forwarded;
  return req;
}

test("S2: a long X-Forwarded-For costs nothing unless the peer is a trusted proxy", () => {
  const long = `${" ".repeat(1_000_000)},1.1.1.1`;
  const before = process.cpuUsage();

  const found = [nobody, oneHop, everyone].map((trusts) => addressOf(requestFrom(long), trusts));

  const { user } = process.cpuUsage(before);
  assert.deepEqual(found, ["192.0.2.1", "1.1.1.1", "1.1.1.1"]);
  assert.ok(user < 200_000, `${user / 1000} ms`);
});
