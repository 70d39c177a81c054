import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, start } from "../processes.ts";

// The conformance suite of the OCI distribution spec; see docs/dependencies.md.

const suite =
  "github.com/opencontainers/distribution-spec/conformance@v0.0.0-20260831232431-97274622c111";

/** The suite's program: CONFORMANCE_BIN, or installed once by Go. `why` if there is no Go or no network. */
export function conformanceSuite(): { program: string } | { why: string } {
  const given = process.env.CONFORMANCE_BIN;
  if (given) return { program: given };
  const folder = join(tmpdir(), `portus-conformance-${suite.split("-").at(-1)}`);
  const program = join(folder, "conformance");
  if (existsSync(program)) return { program };
  if (run(["sh", "-c", "command -v go"]).status !== 0)
    return { why: "Go is not installed, and CONFORMANCE_BIN is not set" };
  const env = { GOBIN: folder, GOFLAGS: "-mod=mod", CGO_ENABLED: "0" };
  const { status, output } = run(["go", "install", suite], env);
  return status === 0 ? { program } : { why: `go install ${suite} failed: ${output.slice(-500)}` };
}

interface Given {
  host: string;
  username?: string;
  password?: string;
}

/** Runs the suite against a registry over plain HTTP. Returns the results of each of its tests with their counts. */
export async function conformanceOf(
  program: string,
  { host, username = "", password = "" }: Given,
): Promise<Map<string, Record<string, number>>> {
  const results = mkdtempSync(join(tmpdir(), "portus-conformance-"));
  const ran = start([program], {
    OCI_REGISTRY: host,
    OCI_TLS: "disabled",
    OCI_REPO1: "ada/one",
    OCI_REPO2: "ada/two",
    OCI_USERNAME: username,
    OCI_PASSWORD: password,
    OCI_RESULTS_DIR: results,
  });
  await ran.ended;
  const report = join(results, "junit.xml");
  if (!existsSync(report)) throw new Error(`the suite gave no report: ${ran.said().slice(-1_000)}`);

  const found = new Map<string, Record<string, number>>();
  const cases = /<testcase name="OCI Conformance Test\/([^"]*)"[^>]* status="([a-z]+)"/g;
  for (const [, name = "", status = ""] of readFileSync(report, "utf8").matchAll(cases)) {
    const counts = found.get(name) ?? {};
    found.set(name, { ...counts, [status]: (counts[status] ?? 0) + 1 });
  }
  return found;
}
