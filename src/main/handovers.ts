import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";

/** What Node's cluster sends with a new connection, and what a worker answers (lib/internal/cluster). */
interface ClusterMessage {
  act?: string;
  seq?: number;
  ack?: number;
}

interface Handover {
  seq: number | undefined;
  connection: { close(): void };
}

/**
 * Gives a connection to another worker if the one that was to take it ends before it has answered. Node forgets such a
 * connection: its client would wait for ever. If there is no other, it is closed. A worker gets one connection at a time.
 */
export function keepHandovers({ process }: Worker, hasOther: () => boolean): void {
  // Its overloads say nothing of what cluster sends.
  const send = process.send.bind(process) as (...given: unknown[]) => boolean;
  let pending: Handover | undefined;
  process.send = (message: ClusterMessage, ...more: unknown[]) => {
    const [connection] = more as [Handover["connection"]]; // cluster gives what it accepted
    if (message.act === "newconn") pending = { seq: message.seq, connection };
    return send(message, ...more);
  };
  process.on("internalMessage", ({ ack }: ClusterMessage) => {
    if (ack !== undefined && ack === pending?.seq) pending = undefined;
  });
  process.once("exit", () => {
    if (!pending) return;
    const refusal = { cmd: "NODE_CLUSTER", ack: pending.seq, accepted: false };
    if (hasOther()) emit.call(process, "internalMessage", refusal);
    else pending.connection.close();
  });
}

const emit: (name: string, message: unknown) => boolean = EventEmitter.prototype.emit;
