import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { db, type Registry, type User } from "../../src/platform/db/client.ts";
import { signIn } from "../support/app.ts";
import { rawClient } from "../support/clients/raw-client.ts";
import { makeNamespace, makeTeam, makeUser } from "../support/data/factories.ts";
import { type Link, startLink } from "../support/faults/link.ts";
import { type RealRegistry, startRegistry } from "../support/registry.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

let link = {} as Link;
const stack = await startStack({
  relay: async (portus) => {
    link = await startLink({ host: "127.0.0.1", port: Number(new URL(portus).port) });
    return `http://127.0.0.1:${link.port}`;
  },
});
let running: RealRegistry = stack.registry;
after(() => running.stop());

let admin: User;
let registry: Registry;
before(async () => {
  registry = await db.registry.findUniqueOrThrow({ where: { hostname: stack.registry.host } });
  admin = await makeUser({ admin: true, username: "adam" });
  await makeUser({ username: "olga" });
  const olga = await db.user.findUniqueOrThrow({ where: { username: "olga" } });
  const team = await makeTeam({ owners: [olga] });
  await makeNamespace({ name: "web", team, registryId: registry.id });
});

const push = async (repository: string, tag: string) =>
  rawClient(stack, "olga", repository).putArtifact(`${repository}:${tag}`, undefined, tag);

const tags = async (fullName: string) =>
  (await db.tag.findMany({ where: { repository: { fullName } }, orderBy: { name: "asc" } })).map(
    ({ name }) => name,
  );
const hasTag = async (fullName: string, tag: string) => (await tags(fullName)).includes(tag);

/** The same registry again, with its storage, and events to another address if one is given. */
async function restart(signal: NodeJS.Signals, eventsUrl?: string): Promise<void> {
  await running.stop(signal);
  const wiring = {
    portus: `http://127.0.0.1:${link.port}`,
    ca: readFileSync(join(stack.env.PORTUS_DATA_DIR ?? "", "ca.crt"), "utf8"),
    issuer: "localhost",
    eventsSecret: stack.env.PORTUS_EVENTS_SECRET ?? "",
    port: Number(new URL(stack.registry.url).port),
    directory: stack.registry.directory,
  };
  running = await startRegistry(eventsUrl ? { ...wiring, eventsUrl } : wiring);
}

const wholeRuns = () => db.syncRun.count({ where: { cause: { not: "gap" } } });

test("a push whose event died with the registry enters the catalogue by a sync of its repository only", async () => {
  await push("web/app", "1");
  await push("web/other", "1");
  await until(() => hasTag("web/other", "1"), "the events of the first pushes");
  await until(
    async () => (await db.syncRun.count({ where: { open: true } })) === 0,
    "the first sync to end",
  );
  const runs = await wholeRuns();

  link.cut(); // the registry can't report what follows
  await push("web/app", "2");
  await running.stop("SIGKILL");
  link.heal();
  await restart("SIGKILL");

  await until(() => hasTag("web/app", "2"), "the lost push to be found", 150_000);
  assert.equal(await wholeRuns(), runs, "no sync of the whole registry");
  const found = await db.syncRun.findFirstOrThrow({ where: { cause: "gap", added: { gt: 0 } } });
  assert.equal(found.added, 1);
  assert.match(found.note ?? "", /web\/app/);
  const lost = {
    repository: "web/app",
    action: "push",
    payload: { path: ["target", "tag"], equals: "2" },
  };
  assert.equal(await db.registryEvent.count({ where: lost }), 0, "the event never came");
});

test("events sent to a wrong address are a problem with its cure, and none once the address is right", async () => {
  const it = await signIn(stack.portus, admin);
  const overview = async () => (await it.get("/admin")).text;
  await restart("SIGTERM", "http://127.0.0.1:1/nowhere");

  await push("web/app", "3");

  await until(() => hasTag("web/app", "3"), "the push to be found without its event", 150_000);
  const isListed = async () => /No event has arrived from/.test(await overview());
  await until(isListed, "the problem to be listed", 120_000);
  const page = await overview();
  assert.match(page, /since \d{4}-\d\d-\d\d \d\d:\d\d UTC, although \d+ push(es)? or deletion(s)?/);
  assert.match(page, /bin\/portus registry-config/);
  assert.match(page, /webhooks\/events/);

  await restart("SIGTERM");
  await push("web/app", "4");

  await until(async () => !(await isListed()), "the problem to be gone", 120_000);
  assert.match(await overview(), /<dd>arrive<\/dd>/);
});

test("a push that was granted but never made is no problem, and starts no sync", async () => {
  const runs = () => db.syncRun.count({ where: { cause: "gap", note: { contains: "web/never" } } });
  await push("web/app", "5");
  await until(() => hasTag("web/app", "5"), "the event of the push");
  const [current] = await db.registryInstance.findMany({ orderBy: { lastAt: "desc" }, take: 1 });
  await db.registryInstance.deleteMany({
    where: { NOT: { instanceId: current?.instanceId ?? "" } },
  }); // those that were stopped

  await rawClient(stack, "olga", "web/never").tag("latest"); // asks for a token that allows pushes
  await until(
    async () => (await db.expectedEvent.count({ where: { repository: "web/never" } })) === 1,
    "the grant to be noted",
  );
  const checked = async () => {
    const row = await db.expectedEvent.findFirst({ where: { repository: "web/never" } });
    return !row || row.checkAfter.getTime() > Date.now() + 120_000;
  };
  await until(checked, "the grant to be checked", 150_000);

  assert.equal(await runs(), 0);
  assert.doesNotMatch(
    (await (await signIn(stack.portus, admin)).get("/admin")).text,
    /No event has arrived/,
  );
});
