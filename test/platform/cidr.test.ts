import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf, siteOf } from "../../src/platform/cidr.ts";

const addresses = [
  ["192.0.2.7", "192.0.2.7", "192.0.2.0/24"],
  ["::ffff:192.0.2.7", "192.0.2.7", "192.0.2.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["2001:db8::1", "2001:db8:0:0::/64", "2001:db8:0::/48"],
  ["::1", "0:0:0:0::/64", "0:0:0::/48"],
  ["2001:0db8:0001:0002::", "2001:db8:1:2::/64", "2001:db8:1::/48"],
  ["", "", ""],
] as const;

for (const [address, network, site] of addresses)
  test(`${address} is counted as ${network}, within ${site}`, () => {
    assert.equal(networkOf(address), network);
    assert.equal(siteOf(address), site);
  });
