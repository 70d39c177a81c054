import assert from "node:assert/strict";
import { test } from "node:test";
import type { LdapSettings } from "../../../src/identity/providers/ldap/settings.ts";
import { directoryChecks } from "../../../src/operations/doctor/directory/directory.ts";
import { runChecks } from "../../../src/operations/doctor/run-checks.ts";
import { peopleBase, servicePassword, startDirectory } from "../../support/directory.ts";
import { scriptedDirectory } from "../../support/fakes/scripted-directory.ts";

const slapd = await startDirectory({ certificateDays: 30 });
const soon = await startDirectory({ certificateDays: 7 });

const diagnose = (settings: LdapSettings, password = servicePassword, declared = true) =>
  runChecks(directoryChecks({ id: 1, name: "test", declared, settings, password }, (name) => name));
const verdicts = async (...given: Parameters<typeof diagnose>) =>
  Object.fromEntries((await diagnose(...given)).map(({ id, ok }) => [id, ok]));

const fast = { timeoutSeconds: 1 };
const fine = { reachable: true, tls: true, bind: true, base: true, clock: null };

test("a directory that can be used is fine, and OpenLDAP says no time", async () => {
  assert.deepEqual(await verdicts(slapd.settings(fast)), fine);
  const unencrypted = slapd.settings({ ...fast, encryption: "none" });
  assert.deepEqual(await verdicts(unencrypted), fine); // on this machine
});

test("each fault is one problem, and what needs it is not checked", async () => {
  const none = { tls: null, bind: null, base: null, clock: null };
  const down = slapd.settings({ ...fast, servers: ["127.0.0.1:1"] });
  const untrusted = slapd.settings({ ...fast, ca: null });
  const elsewhere = slapd.settings({ ...fast, base: `ou=none,${peopleBase}` });

  assert.deepEqual(await verdicts(down), { reachable: false, ...none });
  assert.deepEqual(await verdicts(untrusted), { ...fine, ...none, tls: false });
  assert.deepEqual(await verdicts(slapd.settings(fast), "wrong"), {
    ...fine,
    bind: false,
    base: null,
  });
  assert.deepEqual(await verdicts(elsewhere), { ...fine, base: false });
  assert.deepEqual(await verdicts(soon.settings(fast)), { ...fine, ...none, tls: false });
  assert.deepEqual(await verdicts(slapd.settings(fast), servicePassword, false), {
    reachable: false, // a private address that somebody chose on a page
    ...none,
  });
});

/** The message is that of Microsoft's documents; currentTime is in the root entry (MS-ADTS 3.1.1.3.2). */
test("strongerAuthRequired is explained, and a clock that differs is a problem", async () => {
  let hoursAhead = 0;
  const clock = await scriptedDirectory((asked) => {
    if (asked.kind === "bind" && asked.dn === "cn=needs-tls")
      return { code: 8, message: "00002028: LdapErr" };
    const time = new Date(Date.now() + hoursAhead * 3_600_000).toISOString().replace(/[-:T]/g, "");
    const values = { currentTime: [time.replace(/\..*/, ".0Z")] };
    return { entries: asked.kind === "search" ? [{ dn: asked.base, values }] : [] };
  });
  const change = { ...fast, port: clock.port, encryption: "none" } as const;
  const settings = slapd.settings(change);

  assert.equal((await verdicts(settings)).clock, true);
  hoursAhead = 1;
  assert.equal((await verdicts(settings)).clock, false);
  const results = await diagnose(slapd.settings({ ...change, bindDn: "cn=needs-tls" }));
  const tls = results.find(({ id }) => id === "tls");
  assert.match(
    `${tls?.evidence} ${tls?.cure.join(" ")}`,
    /strongerAuthRequired.*Windows Server 2025.*METHOD=start_tls/,
  );
});
