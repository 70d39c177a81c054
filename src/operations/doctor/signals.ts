import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { directUrl, pool } from "../../platform/db/client.ts";
import { listen } from "../../platform/db/listen.ts";
import { hearEcho } from "../../registry/echo.ts";
import { type Card, cardIn } from "./roll-call.ts";

/** What the processes of this instance announce while the doctor runs. */
export interface Signals {
  /** How many notifications with a wrong secret have arrived. */
  refusals(): number;
  /** The processes that answered the roll call. */
  cards: Promise<Card[]>;
  nonce: string;
  close(): Promise<void>;
}

const rollCallMs = 1_500;

export async function openSignals(): Promise<Signals> {
  const nonce = randomBytes(12).toString("hex");
  const cards: Card[] = [];
  let refused = 0;
  const listening = await listen(directUrl, {
    echo_heard: hearEcho,
    events_refused: (announcement) => {
      if (announcement !== undefined) refused += 1;
    },
    doctor_present: (announcement) => {
      const card = cardIn(announcement);
      if (card?.nonce === nonce) cards.push(card);
    },
  });
  await pool.query("SELECT pg_notify('doctor_call', $1)", [nonce]);
  return {
    refusals: () => refused,
    cards: pause(rollCallMs, cards),
    nonce,
    close: () => listening.close(),
  };
}
