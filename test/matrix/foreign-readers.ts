import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { parseConfig, readConfig } from "../../src/catalogue/images/manifest/config.ts";
import { readManifest } from "../../src/catalogue/images/manifest/manifest.ts";
import { platformName } from "../../src/catalogue/images/manifest/platform.ts";
import { readSbom } from "../../src/catalogue/images/sboms/document.ts";
import { basicCredentials } from "../../src/platform/http/basic.ts";
import { placeOfJsonError } from "../../src/platform/http/input/json-error.ts";
import { ensureStorable } from "../../src/platform/http/input/storable.ts";
import { localPath } from "../../src/platform/http/redirect.ts";
import type { Reply } from "../../src/platform/outgoing/exchange.ts";
import { areCertificates, readPin } from "../../src/platform/outgoing/trust.ts";
import { readEnvelope } from "../../src/protocol/events/envelope.ts";
import {
  addressOf,
  readAuthorization,
  readForm,
  readQuery,
} from "../../src/protocol/token/request.ts";
import { refusal } from "../../src/registry/client/answers.ts";
import { isAbsent } from "../../src/registry/client/catalog.ts";
import { joinedNames, nextPage, presentable } from "../../src/registry/client/lists.ts";
import {
  isDigest,
  isRepositoryName,
  isTag,
  nameProblem,
  namespaceNameFrom,
} from "../../src/registry/names.ts";
import { onLoop } from "../support/on-loop.ts";
import { superLinear } from "./cost.ts";
import { shapes } from "./shapes.ts";

/** A function that reads what a registry, a client or a browser sends, with the text as one part of it. */
interface Reader {
  name: string;
  read(text: string): unknown;
}

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const digest = `sha256:${"0".repeat(64)}`;
const reply = (body: Buffer, headers: Reply["headers"] = {}, status = 200): Reply => ({
  status,
  headers: { "docker-distribution-api-version": "registry/2.0", ...headers },
  body,
});

function request(headers: IncomingMessage["headers"]): IncomingMessage {
  const req = new IncomingMessage(new Socket());
  Object.assign(req.headers, headers);
  req.rawHeaders = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  return req;
}

const words = (text: string) => text.match(/.{1,8}/gsu) ?? [];
const asKeys = (text: string) =>
  Object.fromEntries(words(text).map((word, at) => [word + at, word]));
const descriptor = (text: string) => ({
  digest: text,
  mediaType: text,
  size: 1,
  annotations: asKeys(text),
});

const readers: readonly Reader[] = [
  { name: "a config", read: (text) => readConfig(parseConfig(bytes(configOf(text)))) },
  { name: "a config that is no JSON", read: (text) => parseConfig(Buffer.from(text)) },
  { name: "a manifest", read: (text) => readManifest(bytes(manifestOf(text)), "") },
  {
    name: "an index",
    read: (text) => readManifest(bytes(indexOf(text)), "application/vnd.oci.image.index.v1+json"),
  },
  {
    name: "a platform",
    read: (text) => platformName({ os: text, architecture: text, "os.features": words(text) }),
  },
  { name: "an SPDX document", read: (text) => readSbom(bytes(spdxOf(text))) },
  { name: "a CycloneDX document", read: (text) => readSbom(bytes(cycloneOf(text))) },
  { name: "an envelope of an SBOM", read: (text) => readSbom(bytes({ payload: text })) },
  { name: "a list of tags", read: (text) => joinedNames(bytes({ tags: words(text) }), "tags") },
  { name: "the name of a tag", read: (text) => [presentable(text), isTag(text)] },
  { name: "a Link header", read: (text) => nextPage(reply(Buffer.from(""), { link: `<${text}` })) },
  {
    name: "an error",
    read: (text) => refusal(reply(Buffer.from(`{"errors":[{"code":"${text}`), {}, 404)),
  },
  {
    name: "a challenge",
    read: (text) =>
      refusal(
        reply(Buffer.from(""), { "www-authenticate": `Bearer error="${text}`, date: text }, 401),
      ),
  },
  {
    name: "an absence",
    read: (text) => isAbsent(reply(bytes({ errors: [{ code: text }] }), {}, 404)),
  },
  {
    name: "events",
    read: (text) => [...readEnvelope(JSON.stringify({ events: [eventOf(text)] }), new Date())],
  },
  {
    name: "many events",
    read: (text) => [
      ...readEnvelope(JSON.stringify({ events: words(text).map(eventOf) }), new Date()),
    ],
  },
  {
    name: "events that are no JSON",
    read: (text) => [...readEnvelope(`{"events":[${text}`, new Date())],
  },
  {
    name: "an error in JSON",
    read: (text) => [
      placeOfJsonError(text),
      placeOfJsonError(`["${text}`),
      placeOfJsonError(`${text}]`),
    ],
  },
  {
    name: "a body with many keys",
    read: (text) => tolerant(() => ensureStorable({ form: asKeys(text) })),
  },
  { name: "certificates", read: areCertificates },
  { name: "a pin", read: readPin },
  {
    name: "names",
    read: (text) => [
      isDigest(text),
      isRepositoryName(text),
      nameProblem(text),
      namespaceNameFrom(text),
    ],
  },
  { name: "a path to return to", read: (text) => [localPath(text), localPath(`/${text}`)] },
  {
    name: "Basic credentials",
    read: (text) => [basicCredentials(`Basic ${text}`), basicCredentials(text)],
  },
  {
    name: "the Authorization header",
    read: (text) => tolerant(() => readAuthorization(request({ authorization: `Basic ${text}` }))),
  },
  {
    name: "the query of a token request",
    read: (text) => readQuery(`/v2/token?scope=${text}&scope=repository:${text}:pull`),
  },
  {
    name: "the form of a token request",
    read: (text) => readForm(`grant_type=password&username=${text}&password=${text}&scope=${text}`),
  },
  {
    name: "S2: X-Forwarded-For of a stranger",
    read: (text) => addressOf(request({ "x-forwarded-for": text }), () => false),
  },
  {
    name: "S2: X-Forwarded-For of a proxy",
    read: (text) => addressOf(request({ "x-forwarded-for": text }), () => true),
  },
];

/** These repeat the text in many entries, so that a short text makes a large document. */
const documents = new Set([
  "a config",
  "a manifest",
  "an index",
  "a platform",
  "an SPDX document",
  "a CycloneDX document",
  "a list of tags",
  "events",
  "many events",
  "a body with many keys",
]);

/** Gives each of them every shape, and documents every `step`th, at growing lengths. */
export function tryReaders(lengths: readonly number[], step: number) {
  const found = readers.map(({ name, read }, at) => {
    const some = shapes.filter((_, n) => !documents.has(name) || (n + at) % step === 0);
    const scaled = documents.has(name) ? lengths.map((length) => length / 8) : lengths;
    const problems = some.flatMap(({ name: shape, text }) => {
      const problem = onLoop(() => superLinear(text, read, scaled));
      return problem ? [`${name}, ${shape}: ${problem}`] : [];
    });
    return { count: some.length * lengths.length, problems };
  });
  return {
    count: found.reduce((sum, { count }) => sum + count, 0),
    problems: found.flatMap(({ problems }) => problems),
  };
}

function configOf(text: string) {
  const config = {
    User: text,
    Env: words(text),
    Cmd: [text],
    Labels: asKeys(text),
    Volumes: asKeys(text),
  };
  const history = words(text).map((created_by) => ({ created_by }));
  return { os: text, architecture: text, author: text, created: text, config, history };
}

function manifestOf(text: string) {
  const layers = words(text).map((word) => ({ digest, mediaType: word, size: 1 }));
  const config = descriptor(text);
  return { artifactType: text, subject: config, config, layers, annotations: asKeys(text) };
}

function indexOf(text: string) {
  const platform = { os: text, architecture: text };
  const manifests = words(text).map((word) => ({
    digest,
    mediaType: word,
    size: 1,
    artifactType: word,
  }));
  return { manifests: [...manifests, { ...descriptor(text), digest, platform }] };
}

function spdxOf(text: string) {
  const references = [{ referenceType: "purl", referenceLocator: text }];
  const packages = words(text).map((name) => ({
    name,
    versionInfo: name,
    externalRefs: references.slice(0, name.length % 2),
  }));
  return {
    spdxVersion: "SPDX-2.3",
    packages: [...packages, { name: text, externalRefs: references }],
  };
}

function cycloneOf(text: string) {
  const components = words(text).map((name) => ({
    name,
    version: name,
    purl: name,
    components: [{ name }],
  }));
  return { bomFormat: "CycloneDX", specVersion: "1.5", components };
}

function eventOf(text: string) {
  const target = { mediaType: text, digest: text, repository: text, tag: text, url: text };
  return {
    id: text,
    timestamp: text,
    action: text,
    target,
    request: { id: text, host: text },
    actor: { name: text },
  };
}

function tolerant(work: () => unknown): void {
  try {
    work();
  } catch {}
}
