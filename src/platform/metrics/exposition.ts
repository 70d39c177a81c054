/** Prometheus's text format 0.0.4, by hand (docs/decisions/097-metrics-by-hand.md). */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
  suffix?: "_bucket" | "_sum" | "_count"; // of a histogram
}

/** A metric with its samples. */
export interface Family {
  name: string;
  type: "counter" | "gauge" | "histogram";
  help: string;
  labelNames: readonly string[];
  samples: readonly Sample[];
}

export const contentType = "text/plain; version=0.0.4; charset=utf-8";

/** The families as text. */
export function expose(families: readonly Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(textOf)
    .join("");
}

function textOf({ name, type, help, samples }: Family): string {
  const lines = samples.map((sample) => lineOf(name, sample)).join("");
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines}`;
}

function lineOf(name: string, { suffix, labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  const set = pairs.length > 0 ? `{${pairs.join(",")}}` : "";
  return `${name}${suffix ?? ""}${set} ${numberOf(value)}\n`;
}

const escapeHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"');

function numberOf(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

/** The families of several processes as one list, with a label that names the process of each sample. */
export function joinProcesses(all: readonly (readonly [process: string, Family[]])[]): Family[] {
  const joined = new Map<string, Family>();
  for (const [process, families] of all)
    for (const family of families) {
      const labelled = family.samples.map(({ labels, ...sample }) => ({
        ...sample,
        labels: { ...labels, process },
      }));
      const before = joined.get(family.name)?.samples ?? [];
      joined.set(family.name, { ...family, samples: [...before, ...labelled] });
    }
  return [...joined.values()];
}
