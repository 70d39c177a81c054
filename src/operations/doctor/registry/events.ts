import { config } from "../../../platform/config/config.ts";
import { pool } from "../../../platform/db/client.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { formerHostWarning, type Warning } from "../../../registry/former-hosts.ts";
import { registryAt } from "../../../registry/hosts.ts";
import { knownRegistries } from "../../../registry/known-registries.ts";
import { isDefaultRegistry } from "../../../registry/registries.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";
import type { Facts } from "./facts.ts";
import type { ProbeRun } from "./probe.ts";

type Probe = () => Promise<ProbeRun | null>;

const timeoutMs = 60_000;

/** Whether the registry's notifications arrive. */
export function eventChecks(
  facts: Facts,
  { id, probe }: { id: (name: string) => string; probe: Probe },
): Check[] {
  return [
    {
      id: id("events"),
      title: "The registry's notifications reach Portus",
      needs: ["server", id("push")],
      timeoutMs,
      run: async () => arrivalVerdict(facts, await probe()),
    },
    {
      id: id("events-secret"),
      title: "The registry's notifications have the events secret",
      needs: [id("events")],
      timeoutMs,
      run: async () => secretVerdict(facts, await probe()),
    },
  ];
}

function arrivalVerdict({ registry }: Facts, run: ProbeRun | null): Verdict {
  if (!run) return unchecked("another doctor is pushing its probe.");
  if (run.heard) return fine("The event of the probe arrived.");
  if (run.refusals > 0) return fine("Notifications arrive.");
  const url = `${config.url}${paths.registryEvents()}`;
  return wrong(
    `The event of the probe did not arrive within 10 seconds: ${registry.name} does not reach Portus, or sends its notifications elsewhere.`,
    `In the registry's config.yml, set this under notifications: endpoints:, and restart the registry. “curl -i ${url}” must answer 405 on its machine.`,
    `      url: ${JSON.stringify(url)}`,
  );
}

function secretVerdict({ registry }: Facts, run: ProbeRun | null): Verdict {
  if (run?.heard) return fine("The event of the probe came with it.");
  const name = isDefaultRegistry(registry) ? "" : ` --name ${JSON.stringify(registry.name)}`;
  return wrong(
    "Notifications come with another secret, and Portus refuses them: nothing that is pushed appears here.",
    "In the registry's config.yml, put this line, with the headers and the secret, under notifications: endpoints:, and restart the registry:",
    `bin/portus registry-config${name} | grep Authorization`,
  );
}

export const hostChecks = (): Check[] => [
  {
    id: "registry.former-host",
    title: "No images stay behind under a former PORTUS_REGISTRY_HOST",
    needs: ["database"],
    run: async () => formerVerdict(await formerHostWarning()),
  },
  {
    id: "events.hosts",
    title: "Portus knows the host names that clients use for registries",
    needs: ["database"],
    run: async () => hostsVerdict(await unknownHosts()),
  },
];

function formerVerdict(warning: Warning | null): Verdict {
  if (!warning) return fine("None do.");
  const [what = "", line = ""] = warning.next.split(/(?<=:) /);
  return wrong(warning.text, what, line);
}

const maxRead = 500; // of the newest ignored events

/** The host names of ignored events that no registry has by now either. The index on state and id finds them. */
async function unknownHosts(): Promise<string[]> {
  const { rows } = await pool.query<{ reason: string | null }>(
    "SELECT reason FROM registry_events WHERE state = 'ignored' ORDER BY id DESC LIMIT $1",
    [maxRead],
  );
  const registries = await knownRegistries();
  const hosts = rows.map(
    ({ reason }) => /unknown registry ([\w.:[\]-]{1,255})$/.exec(reason ?? "")?.[1],
  );
  return [...new Set(hosts.filter((host) => host !== undefined))].filter(
    (host) => !registryAt(host, registries),
  );
}

function hostsVerdict(hosts: readonly string[]): Verdict {
  const [first] = hosts;
  if (!first) return fine("No event was ignored because of its host name.");
  return wrong(
    `Events were ignored because clients pushed to ${hosts.slice(0, 5).join(", ")}, and no registry of Portus has this name.`,
    "If it is a name of your registry, set it and restart Portus. Then retry the ignored events at Admin, Events, or sync:",
    `PORTUS_REGISTRY_EXTERNAL_HOST=${first}`,
    "bin/portus sync",
  );
}
