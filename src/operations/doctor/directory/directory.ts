import { cureOf } from "../../../identity/providers/ldap/cures.ts";
import { DirectoryFailure, type Problem } from "../../../identity/providers/ldap/failure.ts";
import type { Directory } from "../../../identity/providers/ldap/settings.ts";
import { isLoopbackHost } from "../../../platform/hostname.ts";
import { plural } from "../../../platform/plural.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";
import { differenceOf, maxOffsetMs } from "../clocks.ts";
import { once } from "../once.ts";
import { type Answered, askServers } from "./ask.ts";

const soonMs = 14 * 86_400_000;

/** Whether Portus can ask a directory, and passwords reach it encrypted. `id` makes the ids of the checks. */
export function directoryChecks(directory: Directory, id: (name: string) => string): Check[] {
  const { name, settings } = directory;
  const answers = once(() => askServers(directory));
  const about = (judge: (answers: readonly Answered[]) => Verdict) => async () =>
    judge(await answers());
  const without = (problems: readonly Problem[], says: string) =>
    about((all) => verdictOn(directory, all, { problems, says }));
  return [
    {
      id: id("reachable"),
      title: `The servers of the directory ${name} answer`,
      run: without(["unreachable", "other"], "answers"),
    },
    {
      id: id("tls"),
      title: `Passwords reach the directory ${name} encrypted`,
      needs: [id("reachable")],
      run: about((all) => encryptionVerdict(directory, all)),
    },
    {
      id: id("bind"),
      title: `The directory ${name} accepts the bind of Portus`,
      needs: [id("tls")],
      run: without(
        ["refused", "no_access", "settings", "incomplete", "no_base"],
        "accepts the bind",
      ),
    },
    {
      id: id("base"),
      title: `The bases of the directory ${name} exist`,
      needs: [id("bind")],
      run: settings.bindPattern
        ? async () => unchecked("Portus has no bind of its own there.")
        : about((all) => basesVerdict(directory, all)),
    },
    {
      id: id("clock"),
      title: `The clocks of Portus and of the directory ${name} agree`,
      needs: [id("bind")],
      run: about(clockVerdict),
    },
  ];
}

/** Whether no server has one of some problems. */
function verdictOn(
  directory: Directory,
  answers: readonly Answered[],
  { problems, says }: { problems: readonly Problem[]; says: string },
): Verdict {
  const failure = answers.find(
    (it) => it.failure && problems.includes(it.failure.problem),
  )?.failure;
  if (failure) return failed(directory, failure);
  const servers = answers.map(({ server: { host, port } }) => `${host}:${port}`);
  return fine(`${servers.join(", ")} ${says}.`);
}

function encryptionVerdict(directory: Directory, answers: readonly Answered[]): Verdict {
  const problems = ["tls", "needs_tls"] as const;
  const said = verdictOn(directory, answers, { problems, says: "has a trusted certificate" });
  if (!said.ok) return said;
  if (directory.settings.encryption === "none") {
    const here = answers.every(({ server }) => isLoopbackHost(server.host));
    return here
      ? fine("The directory is on this machine, and is reached without encryption.")
      : failed(
          directory,
          new DirectoryFailure("needs_tls", "Passwords cross the network unencrypted."),
        );
  }
  const ends = answers.flatMap(({ certificateEnds }) => certificateEnds?.getTime() ?? []);
  const left = Math.min(...ends) - Date.now();
  if (left >= soonMs) return said;
  return wrong(
    `The certificate of the directory ends in ${plural(Math.max(0, Math.floor(left / 86_400_000)), "day")}.`,
    "Renew the certificate of the directory and restart its server.",
  );
}

function basesVerdict(directory: Directory, answers: readonly Answered[]): Verdict {
  const failure = answers.find(({ bases }) => bases)?.bases;
  return failure ? failed(directory, failure) : fine(`${directory.settings.base} exists.`);
}

function clockVerdict(answers: readonly Answered[]): Verdict {
  const offset = answers.find((it) => it.offset !== null)?.offset ?? null;
  if (offset === null) return unchecked("the directory does not say what time it is.");
  if (Math.abs(offset) <= maxOffsetMs)
    return fine(`They differ by ${Math.round(Math.abs(offset) / 1000)} s.`);
  return wrong(
    `The clock of the directory is ${differenceOf(offset)} Portus's.`,
    "Set the clocks of both machines by NTP:",
    "timedatectl set-ntp true",
  );
}

function failed(
  { declared, settings }: Directory,
  { message, problem }: DirectoryFailure,
): Verdict {
  const lines = declared ? (variables[problem] ?? []) : [];
  return wrong(message, cureOf(problem, settings), ...lines);
}

/** What to set in the environment. */
const variables: Partial<Record<Problem, readonly string[]>> = {
  unreachable: ["PORTUS_LDAP_HOSTNAME=ldap.example.org", "PORTUS_LDAP_PORT=389"],
  tls: ["PORTUS_LDAP_ENCRYPTION_OPTIONS_CA_FILE=/etc/ssl/certs/ca-of-the-directory.pem"],
  needs_tls: ["PORTUS_LDAP_ENCRYPTION_METHOD=start_tls"],
  refused: [
    "PORTUS_LDAP_AUTHENTICATION_BIND_DN=cn=portus,dc=example,dc=org",
    "PORTUS_LDAP_AUTHENTICATION_PASSWORD=…",
  ],
  no_base: ["PORTUS_LDAP_BASE=ou=people,dc=example,dc=org"],
};
