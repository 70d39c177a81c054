import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf } from "../../src/platform/cidr.ts";

const addresses = [
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["2001:0db8:0001:0002::", "2001:db8:1:2::/64"],
] as const;

for (const [address, network] of addresses)
  test(`${address} is counted as ${network}`, () => {
    assert.equal(networkOf(address), network);
  });
