import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";

/** What Node's cluster sends with a new connection, and what a worker answers (lib/internal/cluster). */
interface ClusterMessage {
  act?: string;
  seq?: number;
  ack?: number;
}

/**
 * Gives a connection to another worker if the one that was to take it ends before it has answered. Node forgets such a
 * connection: its client would wait for ever. A worker gets one connection at a time.
 */
export function keepHandovers(worker: Worker): void {
  const { process } = worker;
  // Its overloads say nothing of what cluster sends.
  const send = process.send.bind(process) as (...given: unknown[]) => boolean;
  let pending: number | undefined;
  process.send = (message: ClusterMessage, ...more: unknown[]) => {
    if (message.act === "newconn") pending = message.seq;
    return send(message, ...more);
  };
  process.on("internalMessage", ({ ack }: ClusterMessage) => {
    if (ack !== undefined && ack === pending) pending = undefined;
  });
  process.once("exit", () => {
    const refusal = { cmd: "NODE_CLUSTER", ack: pending, accepted: false };
    if (pending !== undefined) emit.call(process, "internalMessage", refusal);
  });
}

const emit: (name: string, message: unknown) => boolean = EventEmitter.prototype.emit;
