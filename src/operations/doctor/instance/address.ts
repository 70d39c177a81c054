import { config } from "../../../platform/config/config.ts";
import { errorMessage } from "../../../platform/error-fields.ts";
import { exchange, type Reply } from "../../../platform/outgoing/exchange.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { type Check, fine, unchecked, type Verdict, wrong } from "../check.ts";
import { proofHeader, proofOf, type Reflection, reflectionIn } from "../mirror.ts";
import { once } from "../once.ts";
import { checkTls, isTlsProblem, usableName } from "../tls.ts";
import { addressProblem, forgedAddress, hostProblem, protocolProblem } from "./forwarding.ts";

/** About PORTUS_URL, through whatever stands before Portus. */
export function addressChecks(): Check[] {
  const { url } = config;
  const answer = once(() => reflect(url));
  const about = (problem: (it: Reflection) => Verdict) => async () => {
    const { reflection } = await answer();
    return reflection ? problem(reflection) : unchecked("the answer was not readable.");
  };
  return [
    {
      id: "url.tls",
      title: "Clients trust the certificate of PORTUS_URL",
      run: () => checkTls({ url, cures }),
    },
    {
      id: "url.reachable",
      title: "PORTUS_URL leads to Portus",
      needs: ["server"],
      run: () => reachedVerdict(url, answer),
    },
    {
      id: "url.host",
      title: "Proxies pass on the host name",
      needs: ["url.reachable"],
      run: about(hostProblem),
    },
    {
      id: "url.protocol",
      title: "Portus sees the scheme that clients use",
      needs: ["url.reachable"],
      run: about(protocolProblem),
    },
    {
      id: "url.address",
      title: "Portus sees the addresses of clients, and they can't be forged",
      needs: ["url.reachable"],
      run: about(addressProblem),
    },
  ];
}

const portIn = (url: string) => new URL(url).port.replace(/^(?=\d)/, ":");

const cures = {
  unknownCa: [
    "Clients need this CA, too: docker in /etc/docker/certs.d/HOST/ca.crt, others in the CAs of their machine. For Portus itself, set its file and restart:",
    "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-of-portus.pem",
  ],
  otherName: (names: string[]): [string, ...string[]] => [
    "Set PORTUS_URL to a name that the certificate has and restart Portus, or get a certificate for the name in PORTUS_URL:",
    `PORTUS_URL=https://${usableName(names) ?? "portus.example.org"}${portIn(config.url)}`,
  ],
  ended: ["Renew the certificate of the proxy before Portus, and reload the proxy."],
  noTls: [
    "Let the proxy before Portus serve TLS there. Without a proxy, set the address without TLS and restart Portus:",
    `PORTUS_URL=${config.url.replace(/^https/, "http")}`,
  ],
} satisfies Parameters<typeof checkTls>[0]["cures"];

const timeouts = { connect: 4_000, total: 8_000 };

async function ask(url: string): Promise<Reply> {
  const headers = { [proofHeader]: proofOf(), "x-forwarded-for": forgedAddress };
  return exchange(new URL(url + paths.doctorMirror()), { headers, limit: 10_000, timeouts });
}

interface Answered {
  status: number;
  reflection: Reflection | null;
}

async function reflect(url: string): Promise<Answered> {
  const { status, body } = await ask(url);
  return { status, reflection: status === 200 ? reflectionIn(body) : null };
}

async function reachedVerdict(url: string, answer: () => Promise<Answered>): Promise<Verdict> {
  try {
    const { status, reflection } = await answer();
    if (reflection) return fine(`${url} leads to this instance.`);
    return wrong(
      `What answers at ${url} (with ${status}) is not this instance: it does not know its secret, or its clock is far from that of the doctor.`,
      "Send the requests for this address to Portus. If a proxy stands before it, this prints its configuration:",
      "bin/portus registry-config --proxy nginx",
    );
  } catch (error) {
    if (isTlsProblem(error)) return unchecked("of its certificate: see url.tls.");
    return wrong(
      `There is no answer at ${url}: ${errorMessage(error)}.`,
      "Set PORTUS_URL to the address that people and clients use, and restart Portus. Portus itself listens here:",
      `PORTUS_URL=http://localhost:${config.port}`,
    );
  }
}
