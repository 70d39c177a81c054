import { pino } from "pino";
import { log } from "../../src/platform/log.ts";
import { until } from "./waiting.ts";

type Line = Record<string, unknown>;

/** Collects the lines of the log from now on, from info up, until `stop`. */
export function collectLog() {
  const lines: Line[] = [];
  const { level } = log;
  const stream: unknown = Reflect.get(log, pino.symbols.streamSym);
  log.level = "info";
  Reflect.set(log, pino.symbols.streamSym, {
    write: (line: string) => lines.push(JSON.parse(line)),
  });
  return {
    lines: () => [...lines],
    clear: () => {
      lines.length = 0;
    },
    /** Waits for lines: those of a request come after its answer. */
    until: (isSo: (lines: readonly Line[]) => boolean) =>
      until(() => isSo(lines), "lines of the log"),
    stop: () => {
      log.level = level;
      Reflect.set(log, pino.symbols.streamSym, stream);
    },
  };
}
