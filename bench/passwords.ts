import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort, startProgram, withPostgres } from "./load.ts";

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const tokensPerSecond = 100;
const wrongPerSecond = 50;
const goalMs = 20;

interface Phase {
  tokens: number[]; // ms until the answer
  answers: Map<number, number>; // to wrong passwords, by status
  loop: { p50: number; p99: number }; // ms of delay of the server's event loop
}

/** Anonymous tokens and the event loop, in turns without and with wrong passwords that are checked, none from a cache. */
export const passwords = () =>
  withPostgres(async ({ url: database, directory, stops }) => {
    const { seed } = await import("./seed.ts");
    const { service } = await seed(database);
    const [port, delayPort] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${port}/v2/token?service=${service}&scope=repository:bench/app:pull`;
    const env = {
      PORT: String(port),
      DATABASE_URL: database,
      PORTUS_TRUST_PROXY: "1",
      BENCH_DELAY_PORT: String(delayPort),
    };
    const imports = ["tsx", "./bench/loop-delay.ts"].flatMap((name) => ["--import", name]);
    const command = [process.execPath, ...imports, "src/main/server.ts"];
    stops.push(await startProgram(command, { env, url, logFile: join(directory, "portus.log") }));
    const loop = `http://127.0.0.1:${delayPort}`;
    await measure({ url, loop, wrong: true }, 2); // warms up
    for (let round = 0; round < rounds; round++)
      for (const wrong of [false, true])
        report(wrong, await measure({ url, loop, wrong }, seconds));
  });

async function measure(at: { url: string; loop: string; wrong: boolean }, time: number) {
  const phase: Phase = { tokens: [], answers: new Map(), loop: await readLoop(at.loop) };
  const anonymous = every(tokensPerSecond, time, async () => {
    const started = performance.now();
    await statusOf(at.url);
    phase.tokens.push(performance.now() - started);
  });
  const guessing = every(at.wrong ? wrongPerSecond : 0, time, async () => {
    const status = await statusOf(at.url, nextGuess());
    phase.answers.set(status, (phase.answers.get(status) ?? 0) + 1);
  });
  await pause(time * 1000);
  phase.loop = await readLoop(at.loop);
  await Promise.all([anonymous, guessing]);
  return phase;
}

/** Does something so often a second, whether or not the last one has ended. Waits for all. */
async function every(perSecond: number, time: number, work: () => Promise<void>): Promise<void> {
  const all: Promise<void>[] = [];
  const started = performance.now();
  while (all.length < perSecond * time) {
    all.push(work());
    await pause(Math.max(0, started + (all.length * 1000) / perSecond - performance.now()));
  }
  await Promise.all(all);
}

let guesses = 0;

/** Another user from another network each time, so that no limit refuses it before it is checked. */
function nextGuess(): Record<string, string> {
  guesses += 1;
  const pair = Buffer.from(`user${guesses}:a wrong password`).toString("base64");
  const address = `10.${(guesses >> 8) & 255}.${guesses & 255}.1`;
  return { authorization: `Basic ${pair}`, "x-forwarded-for": address };
}

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const res = await fetch(url, { headers });
  await res.arrayBuffer();
  return res.status;
}

async function readLoop(url: string): Promise<Phase["loop"]> {
  return (await fetch(url)).json() as Promise<Phase["loop"]>; // of loop-delay.ts
}

function report(wrong: boolean, { tokens, answers, loop }: Phase): void {
  const sorted = tokens.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  const given = [...answers].map(([status, count]) => `${count} × ${status}`).join(", ");
  const missed = wrong && loop.p99 >= goalMs ? `   above the goal of ${goalMs} ms` : "";
  console.log(
    `${wrong ? `${wrongPerSecond} wrong passwords a second` : "none"}: tokens p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; ` +
      `event loop p50 ${loop.p50.toFixed(1)} ms, p99 ${loop.p99.toFixed(1)} ms${missed}   ${given}`,
  );
}
