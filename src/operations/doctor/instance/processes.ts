import { commandLine } from "../../../platform/config/command-line.ts";
import { plural } from "../../../platform/plural.ts";
import { type Check, fine, type Verdict, wrong } from "../check.ts";
import { maxOffsetMs } from "../clocks.ts";
import { type Card, ownCard } from "../roll-call.ts";
import type { Signals } from "../signals.ts";

/** About the processes that serve this instance, which answer over the database. */
export const processChecks = ({ cards, nonce }: Signals): Check[] => [
  {
    id: "server",
    title: "Portus is running",
    needs: ["database"],
    run: async () => runningVerdict(await cards),
  },
  {
    id: "replicas",
    title: "All processes of Portus have the same version, secret and settings",
    needs: ["server"],
    run: async () => replicasVerdict(await cards, ownCard(nonce)),
  },
];

function runningVerdict(cards: readonly Card[]): Verdict {
  if (cards.length > 0)
    return fine(
      `${plural(cards.length, "process", "processes")}: ${cards.map(nameOf).join(", ")}.`,
    );
  return wrong(
    "No process of Portus answered over the database, so nothing could be checked that needs one.",
    "Start Portus with the same settings as this command:",
    commandLine("bin/up"),
  );
}

const nameOf = ({ host, pid }: Card) => `${host} (${pid})`;

/** Compares each process with this one, which may be a command in a shell with other settings. */
export function replicasVerdict(cards: readonly Card[], own: Card): Verdict {
  const found = cards.flatMap((card) => {
    const differing = differences(card, own);
    return differing.length > 0 ? [`${nameOf(card)}: ${differing.join(", ")}`] : [];
  });
  if (found.length === 0)
    return fine(`${plural(cards.length, "process", "processes")} and this one agree.`);
  return wrong(
    `Other than in this process (${nameOf(own)}): ${found.join("; ")}.`,
    "Give all processes, and the shell of this command, the same version and environment, and restart those that differ. Admin, Settings shows the values.",
  );
}

function differences(card: Card, own: Card): string[] {
  const found: string[] = [];
  if (card.version !== own.version) found.push(`version ${card.version}`);
  if (Math.abs(card.at - own.at) > maxOffsetMs) found.push("its clock");
  if (card.secret !== own.secret) return [...found, "PORTUS_SECRET"]; // the hashes of the others differ with it
  const names = new Set([...Object.keys(card.settings), ...Object.keys(own.settings)]);
  return [...found, ...[...names].filter((name) => card.settings[name] !== own.settings[name])];
}
