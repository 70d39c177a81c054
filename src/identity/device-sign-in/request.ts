import { networkOf, siteOf } from "../../platform/cidr.ts";
import { config } from "../../platform/config/config.ts";
import { db, type RepositoryAction } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";
import { paths } from "../../platform/paths/paths.ts";
import { admitAttempt } from "../../platform/rate-limits.ts";
import { digestOf, isWellFormed, makeSecret, prefixes } from "../actor/secrets.ts";
import { hashOfCode, makeCode } from "./codes.ts";

const lifetimeSeconds = 600;
const intervalSeconds = 5;
const secretLength = 43; // characters, 256 bits

const what = "Too many machines of your network asked to sign in.";
const wayOut = "Application tokens that people create on their profile keep working.";
const windowMs = 10 * 60 * 1000;
const limits = {
  network: { name: "device sign-ins", max: 30, windowMs, what, wayOut },
  site: { name: "device sign-ins of a site", max: 300, windowMs, what, wayOut },
};

interface Asked {
  machine: string;
  address: string;
  actions: readonly RepositoryAction[];
  replaces?: string | undefined; // the machine's former application token
}

/** Starts the sign-in of a machine, and answers as RFC 8628, 3.2 says. Throws TooMany. */
export async function requestDeviceSignIn({ machine, address, actions, replaces = "" }: Asked) {
  await admitAttempt(limits.site, siteOf(address));
  await admitAttempt(limits.network, networkOf(address));
  const secret = makeSecret(prefixes.deviceCode, secretLength);
  const code = makeCode();
  const isToken = isWellFormed(replaces, prefixes.applicationToken);
  await db.deviceSignIn.create({
    data: {
      deviceHash: digestOf(secret),
      codeHash: hashOfCode(code),
      machine,
      address,
      actions: [...actions],
      replacesHash: isToken ? digestOf(replaces) : null,
      interval: intervalSeconds,
      expiresAt: new Date(Date.now() + lifetimeSeconds * 1000),
    },
  });
  return {
    device_code: secret,
    user_code: code,
    verification_uri: config.url + paths.device(),
    verification_uri_complete: config.url + paths.device(code),
    expires_in: lifetimeSeconds,
    interval: intervalSeconds,
  };
}

export const jobs: Job[] = [
  { name: "prune-device-sign-ins", cron: "*/10 * * * *", run: pruneDeviceSignIns },
];

const keptHours = 1; // so that the machine and the person learn what became of it

async function pruneDeviceSignIns(): Promise<number> {
  return db.$executeRaw`
    DELETE FROM device_sign_ins WHERE expires_at < now() - ${keptHours} * interval '1 hour'`;
}
