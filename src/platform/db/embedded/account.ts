import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "../../error-fields.ts";

/** The account that Postgres runs as, as options of spawn(); empty for the account of this process. */
export type Account = { uid: number; gid: number } | Record<string, never>;

const shared = "/var/lib/portus"; // where root puts files for an unprivileged account

export interface Home {
  account: Account;
  directory: string;
  programs: string;
}

/**
 * Postgres refuses to run as root, so root runs it as the owner of its directory. If that account can't reach
 * the directory (for example below /root), the files go to /var/lib/portus and a symbolic link points there.
 */
export function prepareHome(directory: string): Home {
  const real = createDirectory(directory);
  if (process.getuid?.() !== 0) {
    if (!canWrite({}, real)) throw unreachableError(real);
    return { account: {}, directory: real, programs: real };
  }
  const account = ownerOf(real) ?? unprivilegedAccount();
  if (canWrite(account, giveTo(real, account)))
    return { account, directory: real, programs: shared };
  if (readdirSync(real).length > 0) throw unreachableError(real);
  return { account, directory: moveToShared(directory, account), programs: shared };
}

function createDirectory(directory: string): string {
  try {
    mkdirSync(dirname(directory), { recursive: true });
    if (!lstatSync(directory, { throwIfNoEntry: false })) mkdirSync(directory, { mode: 0o700 });
    return realpathSync(directory);
  } catch (error) {
    const code = errorCode(error);
    throw new Error(
      code === "ENOENT"
        ? `${directory} should lead to the database's directory and leads nowhere. Restore that directory, or remove the link to start with an empty database.`
        : `The directory ${directory} for the database can't be created (${code}). Make its parent writable, or set PORTUS_DATA_DIR.`,
      { cause: error },
    );
  }
}

function ownerOf(directory: string): Account | undefined {
  const { uid, gid } = statSync(directory);
  return uid === 0 ? undefined : { uid, gid };
}

function unprivilegedAccount(): Account {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    "Postgres refuses to run as root, and this system has no user postgres or nobody to run it as. " +
      "Start Portus as an ordinary user, or set DATABASE_URL.",
  );
}

function giveTo(directory: string, { uid, gid }: Account): string {
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
  return directory;
}

/** Asks as the account itself: parent directories, access lists and read-only disks matter too. */
function canWrite(account: Account, directory: string): boolean {
  const ask = ["-c", 'test -w "$1" && test -x "$1"', "sh", directory];
  return spawnSync("/bin/sh", ask, { ...account, cwd: "/", env: {} }).status === 0;
}

function moveToShared(directory: string, account: Account): string {
  const place = join(shared, `postgres-${randomBytes(6).toString("hex")}`);
  mkdirSync(shared, { recursive: true, mode: 0o755 });
  chmodSync(shared, 0o755);
  mkdirSync(place, { mode: 0o700 });
  rmdirSync(directory);
  symlinkSync(place, directory);
  return existsSync(directory) ? giveTo(place, account) : place;
}

function unreachableError(directory: string): Error {
  const { uid } = statSync(directory);
  return new Error(
    `The database's directory ${directory} (owner: user id ${uid}) can't be written by the account that would run Postgres. ` +
      "Start Portus as the user who created it, or change the owner of that directory.",
  );
}
