import { accessSync, constants, existsSync, mkdirSync, statfsSync } from "node:fs";
import { errorCode } from "../../../platform/error-fields.ts";
import { type Check, fine, type Verdict, wrong } from "../check.ts";

/** About the data directory, with the embedded Postgres and the registry of bin/up in it. */
export function diskChecks(directory: string): Check[] {
  return [
    {
      id: "data-directory",
      title: "The data directory can be written",
      run: async () => directoryVerdict(directory),
      fix: async () => {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        return `Created ${directory}.`;
      },
    },
    {
      id: "disk",
      title: "The disk of the data directory has space left",
      needs: ["data-directory"],
      run: async () => diskVerdict(directory),
    },
  ];
}

function directoryVerdict(directory: string): Verdict {
  if (!existsSync(directory))
    return wrong(
      `${directory} (PORTUS_DATA_DIR) does not exist.`,
      "Create it for the account that runs Portus:",
      `install -d -m 700 ${directory}`,
    );
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return fine(`${directory}.`);
  } catch (error) {
    const code = errorCode(error);
    return wrong(
      `${directory} (PORTUS_DATA_DIR) can't be written (${code}).`,
      ...howToWrite(code, directory),
    );
  }
}

function howToWrite(code: string, directory: string): [string, ...string[]] {
  return code === "EROFS"
    ? [
        "Its file system is mounted read-only. Mount it writable:",
        `mount -o remount,rw "$(stat -c %m ${directory})"`,
      ]
    : ["Give it to the account that runs Portus:", `chown -R portus ${directory}`];
}

const minFreeBytes = 1_000_000_000;
const minFreeShare = 0.05;

function diskVerdict(directory: string): Verdict {
  const { bavail, blocks, bsize } = statfsSync(directory);
  const [free, all] = [bavail * bsize, blocks * bsize];
  const evidence = `${gigabytes(free)} of ${gigabytes(all)} are free in ${directory}.`;
  if (free >= minFreeBytes || free >= minFreeShare * all) return fine(evidence);
  return wrong(
    evidence,
    "Free some space, or enlarge the disk. The registry's garbage collection frees what was deleted; Admin, Registries has its commands. This shows what is large:",
    `du -xh --max-depth=2 ${directory} | sort -h | tail`,
  );
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
