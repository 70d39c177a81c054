import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readYaml } from "../support/lab/yaml.ts";
import { answersWhile, freePort, must, root, run, start } from "../support/processes.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";
import { alertCases } from "./alert-cases.ts";

// Debian's Prometheus reads what Portus writes, and the alert rules that Portus ships.

const directory = mkdtempSync(join(tmpdir(), "portus-monitoring-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const rulesFile = join(root, "deploy/monitoring/alerts.yml");

interface Rule {
  alert: string;
  expr: string;
  for?: string;
}

const [rules] = readYaml<{ groups: { name: string; rules: Rule[] }[] }>(
  readFileSync(rulesFile, "utf8"),
);
const alerts = rules?.groups.flatMap((group) => group.rules) ?? [];

test("promtool finds no fault in the alert rules and in the example configuration", () => {
  const config = readFileSync(join(root, "deploy/monitoring/prometheus.yml"), "utf8")
    .replace("alerts.yml", rulesFile)
    .replace("/etc/prometheus/portus-metrics-token", rulesFile); // any file that exists
  const file = join(directory, "example.yml");
  writeFileSync(file, config);

  must(["promtool", "check", "rules", rulesFile]);
  assert.match(must(["promtool", "check", "config", file]), /SUCCESS/);
});

test("every alert rule has a case in which it fires and one in which it does not", () => {
  assert.deepEqual(
    [...new Set(alertCases.filter(({ fires }) => fires).map(({ alert }) => alert))].sort(),
    alerts.map(({ alert }) => alert).sort(),
  );
  assert.deepEqual(
    [...new Set(alertCases.filter(({ fires }) => !fires).map(({ alert }) => alert))].sort(),
    alerts.map(({ alert }) => alert).sort(),
  );
});

for (const { alert, what, series, at, fires } of alertCases)
  test(`${alert} ${fires ? "fires" : "does not fire"} ${what}`, () => {
    const file = join(directory, "case.yml");
    const input_series = Object.entries(series).map(([name, values]) => ({ series: name, values }));
    const check = { eval_time: at, alertname: alert };
    const tests = [
      { interval: "1m", input_series, alert_rule_test: [{ ...check, exp_alerts: [] }] },
    ];
    writeFileSync(file, JSON.stringify({ rule_files: [rulesFile], tests }));

    const { status, output } = run(["promtool", "test", "rules", file]);

    // promtool compares whole alerts; here only whether there is one counts.
    assert.equal(status !== 0, fires, output);
    if (fires) assert.match(output, new RegExp(`alertname="${alert}"|alertname:${alert}`), output);
  });

const stack = await startStack();
const prometheus = await startPrometheus();

async function startPrometheus(): Promise<{ url: string }> {
  const port = await freePort();
  const { port: target } = new URL(stack.portus.url);
  const fast = readFileSync(rulesFile, "utf8").replace(/for: \d+[mh]/g, "for: 1s");
  writeFileSync(join(directory, "fast.yml"), fast);
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [join(directory, "fast.yml")],
    scrape_configs: [
      { job_name: "portus", static_configs: [{ targets: [`127.0.0.1:${target}`] }] },
    ],
  };
  writeFileSync(join(directory, "prometheus.yml"), JSON.stringify(config));
  const program = start([
    "prometheus",
    `--config.file=${join(directory, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(directory, "tsdb")}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  after(() => program.stop());
  const url = `http://127.0.0.1:${port}`;
  await until(() => answersWhile(program, `${url}/-/ready`, 200), "Prometheus", 60_000);
  return { url };
}

interface Answer<T> {
  status: string;
  data: T;
}

async function ask<T>(path: string): Promise<T> {
  const answer = (await (await fetch(prometheus.url + path)).json()) as Answer<T>;
  assert.equal(answer.status, "success");
  return answer.data;
}

const query = async (expression: string) => {
  const { result } = await ask<{
    result: { metric: Record<string, string>; value: [number, string] }[];
  }>(`/api/v1/query?query=${encodeURIComponent(expression)}`);
  return result;
};

test("promtool finds no fault in a scrape", async () => {
  const text = await (await fetch(`${stack.portus.url}/metrics`)).text();

  const { status, output } = run(["promtool", "check", "metrics"], {}, text);

  assert.equal(status, 0, output);
  assert.equal(output.trim(), "");
});

interface Evaluated {
  name: string;
  health: string;
  state: string;
}

const evaluated = async () => {
  const { groups } = await ask<{ groups: { rules: Evaluated[] }[] }>("/api/v1/rules");
  return groups.flatMap((group) => group.rules);
};

const firing = async () =>
  (await evaluated()).filter(({ state }) => state === "firing").map(({ name }) => name);

test("Prometheus scrapes Portus and evaluates every rule, and none fires while all is well", async () => {
  await until(async () => (await query('up{job="portus"} == 1')).length === 1, "a scrape");
  await until(
    async () => (await query("portus_registry_up")).some(({ value }) => value[1] === "1"),
    "the registry to be up",
  );
  await until(
    async () => (await evaluated()).every(({ health }) => health === "ok"),
    "every rule to be evaluated without an error",
  );

  assert.deepEqual(
    (await evaluated()).map(({ name }) => name),
    alerts.map(({ alert }) => alert),
  );
  const ofMachine = "PortusDiskFull"; // the disk of this machine may be full
  assert.deepEqual(
    (await firing()).filter((name) => name !== ofMachine),
    [],
  );
});

test("the alert fires when the registry is really stopped, and ends when it is back", async () => {
  assert.ok(!(await firing()).includes("PortusRegistryDown"));

  process.kill(stack.registry.pid, "SIGSTOP");
  try {
    await until(async () => (await firing()).includes("PortusRegistryDown"), "the alert", 60_000);
  } finally {
    process.kill(stack.registry.pid, "SIGCONT");
  }

  await until(async () => !(await firing()).includes("PortusRegistryDown"), "its end", 60_000);
});

test("a refused and a granted token request are in Prometheus's own numbers", async () => {
  const url = `${stack.portus.url}/v2/token?service=${stack.registry.host}&scope=repository:no/such:pull`;
  for (let n = 0; n < 3; n += 1) await fetch(url);

  await until(
    async () =>
      Number((await query('sum(portus_token_requests_total{outcome="refused"})'))[0]?.value[1]) >=
      3,
    "the refusals to be scraped",
  );
});
