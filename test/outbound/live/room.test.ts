import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterEach, test } from "node:test";
import {
  allStreams,
  endStreams,
  openStream,
  type Viewer,
} from "../../../src/outbound/live/streams.ts";
import type { TooMany } from "../../../src/platform/errors.ts";

afterEach(endStreams);

function open(viewer: Viewer): void {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  openStream({ res, topic: { of: "pushes" }, session: null, from: 0, named: 0 }, viewer);
}

/** How many streams of these viewers are admitted. */
function admitted(viewers: Iterable<Viewer>): number {
  let number = 0;
  for (const viewer of viewers)
    try {
      open(viewer);
      number += 1;
    } catch (error) {
      assert.equal((error as TooMany).name, "TooMany");
    }
  return number;
}

function* viewers(count: number, viewer: (number: number) => Viewer): Generator<Viewer> {
  for (let number = 0; number < count; number += 1) yield viewer(number);
}

const stranger = (address: string): Viewer => ({ account: null, address });

test("S9: strangers of one /48 take a tenth of the streams, from however many addresses", () => {
  const attack = viewers(3_000, (number) => stranger(`2001:db8:1:${number.toString(16)}::1`));

  assert.equal(admitted(attack), 200);
  assert.equal(admitted(viewers(30, () => stranger("2001:db8:2::1"))), 20);
});

test("S9: strangers of many networks leave half of the streams to people who are signed in", () => {
  const attack = viewers(3_000, (number) => stranger(`10.${number >> 8}.${number & 255}.1`));

  assert.equal(admitted(attack), 1_000);
  const people = viewers(1_000, (number) => ({
    account: number,
    address: `10.0.0.${number & 255}`,
  }));
  assert.equal(admitted(people), 1_000);
});

test("S9: one network with many accounts leaves a fifth of the streams to others", () => {
  const attack = viewers(3_000, (number) => ({ account: number, address: "192.0.2.1" }));

  assert.equal(admitted(attack), 1_600);
  assert.equal(
    admitted(viewers(400, (number) => ({ account: 5_000 + number, address: "198.51.100.1" }))),
    400,
  );
  assert.equal(allStreams().length, 2_000);
});

test("S9: the refusal says when to try again and what to do until then", () => {
  const refusal = (viewer: Viewer): TooMany => {
    try {
      for (;;) open(viewer);
    } catch (error) {
      return error as TooMany;
    }
  };

  assert.deepEqual(
    [refusal(stranger("192.0.2.1")), refusal({ account: 1, address: "192.0.2.1" })].map(
      ({ retryAfter, message }) => [retryAfter, message],
    ),
    [
      [
        60,
        "Too many open pages are listening for changes. Try again in 60 seconds. Sign in to be served first, or reload the page to see what has changed.",
      ],
      [
        60,
        "Too many open pages are listening for changes. Try again in 60 seconds. Until then, reload the page to see what has changed.",
      ],
    ],
  );
});
