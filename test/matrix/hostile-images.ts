import { createHash } from "node:crypto";
import { readPending } from "../../src/catalogue/images/reader/manifest-reader.ts";
import { config } from "../../src/platform/config/config.ts";
import { db, pool } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { signToken } from "../../src/registry/signing/token.ts";
import { located } from "../support/data/catalogue.ts";
import { ociManifest } from "../support/data/events.ts";
import { makeNamespace, makeRegistry, makeUser } from "../support/data/factories.ts";
import { recordPush } from "../support/data/pushes.ts";

/** A work that stalled Portus for seconds, because somebody had pushed what it reads. */
export interface HostileCase {
  name: string;
  work(): Promise<void>;
  /** Throws unless the work had its result. */
  check?(): Promise<void>;
}

const service = config.registry.host;
const configType = "application/vnd.oci.image.config.v1+json";
const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";

/** Pushes hostile images to an open registry, and returns what Portus has to do with them, in order. */
export async function hostileCases(
  app: { url: string },
  registry: { url: string },
): Promise<HostileCase[]> {
  await ensureKeys();
  const { id: registryId } = await makeRegistry({ hostname: service, url: registry.url });
  const namespace = await makeNamespace({ registryId, name: "web", visibility: "public" });
  const agent = await makeUser();

  async function putBlob(repository: string, bytes: string) {
    const begun = await fetch(`${registry.url}/v2/${repository}/blobs/uploads/`, {
      method: "POST",
    });
    const to = new URL(begun.headers.get("location") ?? "", registry.url);
    to.searchParams.set("digest", sha256(bytes));
    const done = await fetch(to, { method: "PUT", body: bytes });
    if (done.status !== 201) throw new Error(`the registry refused a blob: ${done.status}`);
    return { digest: sha256(bytes), size: bytes.length };
  }

  /** Puts a manifest into the registry, and into the catalogue as unread. */
  async function push(repository: string, manifest: object, tag?: string): Promise<string> {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: ociManifest, ...manifest });
    const digest = sha256(body);
    const headers = { "content-type": ociManifest };
    const address = `${registry.url}/v2/${repository}/manifests/${tag ?? digest}`;
    const done = await fetch(address, { method: "PUT", headers, body });
    if (done.status !== 201) throw new Error(`the registry refused: ${await done.text()}`);
    const pushed = { namespace, repository, digest, mediaType: ociManifest, size: body.length };
    const at = new Date().toISOString();
    await db.$transaction((tx) => recordPush(tx, { ...pushed, ...(tag && { tag }), agent, at }));
    return digest;
  }

  async function imageWith(repository: string, config: object, tag: string): Promise<string> {
    const pushed = await putBlob(repository, JSON.stringify(config));
    const layer = await putBlob(repository, tag);
    const layers = [{ mediaType: layerType, ...layer }];
    return push(repository, { config: { mediaType: configType, ...pushed }, layers }, tag);
  }

  const allRead = async () => {
    const unread = await db.manifest.findFirst({ where: { readAt: null } });
    if (unread) throw new Error(`${unread.digest} was not read: ${unread.readError}`);
  };
  const readAll = async () => {
    while ((await readPending()) > 0);
  };
  const show = async (repository: string, tag: string, expected: RegExp) => {
    const res = await fetch(app.url + paths.image(located(repository), tag));
    const text = await res.text();
    if (!expected.test(text)) throw new Error(`${res.status}: the page does not match ${expected}`);
  };

  await imageWith("web/small", { config: { Labels: { "label-small": "b" } } }, "small");
  await readAll();
  await show("web/small", "small", /label-small/); // everything is compiled and connected

  const labels = (count: number, of: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`label-${of}-${n}`, `value ${n}`]));
  for (const tag of ["one", "two", "three"])
    await imageWith("web/large", { config: { Labels: labels(185_000, tag) } }, tag);

  const subject = await imageWith("web/referred", { config: {} }, "subject");
  const bulk = (n: number) =>
    Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => [`org.example.${i}`, `${n}`.padEnd(7_700, "x")]),
    );
  const empty = {
    mediaType: "application/vnd.oci.empty.v1+json",
    ...(await putBlob("web/referred", "{}")),
  };
  const named = { mediaType: ociManifest, digest: subject, size: 400 };
  const pushReferrers = async () => {
    for (let n = 0; n < 250; n += 1) {
      const artifactType = "application/spdx+json";
      await push("web/referred", {
        artifactType,
        config: empty,
        layers: [empty],
        subject: named,
        annotations: bulk(n),
      });
    }
  };

  const access = [{ type: "repository", name: "web/referred", actions: ["pull"] }];
  const headers = { authorization: `Bearer ${signToken({ subject: "", service, access })}` };
  let listed = 0;
  const list = async () => {
    let path: string | undefined = `/v2/web/referred/referrers/${subject}`;
    listed = 0;
    while (path) {
      const res: Response = await fetch(app.url + path, { headers });
      listed += (await res.text()).split('"artifactType"').length - 1;
      path = /^<(.+)>; rel="next"$/.exec(res.headers.get("link") ?? "")?.[1];
    }
  };

  const manyLayers = Array.from({ length: 38_000 }, (_, n) => ({ digest: sha256(`layer ${n}`) }));
  const layersImage = async () => {
    const manifest = Buffer.from(JSON.stringify({ layers: manyLayers }));
    const digest = sha256(manifest);
    const pushed = {
      namespace,
      repository: "web/layers",
      digest,
      mediaType: ociManifest,
      size: 1,
      tag: "layers",
    };
    const at = new Date().toISOString();
    await db.$transaction((tx) => recordPush(tx, { ...pushed, agent, at }));
    await db.manifest.updateMany({ where: { digest }, data: { payload: manifest } }); // no registry takes missing layers
  };

  return [
    { name: "three configs of 6.7 MB are read", work: readAll, check: allRead },
    {
      name: "the page of an image of 185,000 labels",
      work: () => show("web/large", "one", /184,500 more not shown/),
    },
    {
      name: "250 referrers of 54 kB are pushed and read",
      work: () => pushReferrers().then(readAll),
      check: allRead,
    },
    {
      name: "250 referrers of 54 kB are listed",
      work: list,
      check: async () => {
        if (listed !== 250) throw new Error(`${listed} referrers are listed`);
      },
    },
    {
      name: "a manifest of 38,000 layers is read",
      work: () => layersImage().then(readAll),
      check: async () => {
        await allRead();
        await pool.query("ANALYZE"); // as Postgres does by itself within a minute
      },
    },
    {
      name: "the page of an image of 38,000 layers",
      work: () => show("web/layers", "layers", /38,000 files/),
    },
  ];
}

const sha256 = (bytes: string | Buffer) =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
