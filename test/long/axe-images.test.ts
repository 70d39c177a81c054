import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../support/app.ts";
import { testAccessibility } from "../support/axe.ts";
import {
  digestOf,
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../support/data/catalogue.ts";
import { ociIndex } from "../support/data/events.ts";
import { makeNamespace, makeUser } from "../support/data/factories.ts";
import { layer, storeImage, storeManifest, storeReferrer } from "../support/data/images.ts";

const app = await useApp();

const pages = [
  ["an image", (it: MadeRepository) => paths.image(it, "2.0")],
  ["an index", (it: MadeRepository) => paths.image(it, "multi")],
  ["the timeline of a tag", (it: MadeRepository) => paths.timeline(it, "2.0")],
  ["an image that can't be read", (it: MadeRepository) => paths.image(it, "lost")],
  ["a repository with an unread image", (it: MadeRepository) => paths.repository(it)],
  ["the list of repositories", () => paths.repositories()],
  ["the admin overview", () => paths.admin()],
  ["a comparison of images", (it: MadeRepository) => paths.imageDifference(it, "1.0", "2.0")],
  ["the form of a comparison", () => paths.compare()],
  ["the tags of a repository as lanes", (it: MadeRepository) => paths.repositoryTimeline(it)],
  ["the layers of a repository", (it: MadeRepository) => paths.repositoryLayers(it)],
] as const;

testAccessibility(app, pages, async () => {
  const user = await makeUser({ admin: true });
  const namespace = await makeNamespace({ name: "web", visibility: "public" });
  const repository = await makeRepository({ namespace, name: "proxy", tagsCount: 3 });
  await fill(repository);
  const os = await makeRepository({ namespace, name: "os" });
  await storeImage(os, { tag: "12", layers: [layer("base", 28_000_000)] });
  const person = await signIn(app, user);
  return { scene: repository, person };
});

async function fill(repository: MadeRepository): Promise<void> {
  const readError = "registry.test.lan:5000 does not have it: it answered 404 (MANIFEST_UNKNOWN).";
  await makeTag(await makeManifest(repository, { readAt: null, readError }), "lost", {
    minute: 99,
  });
  const base = layer("base", 28_000_000);
  const history = [
    { created_by: "/bin/sh -c #(nop) ADD file:0123456789abcdef in / " },
    { created_by: "ENV COLOUR=red", empty_layer: true },
    { created_by: `RUN /bin/sh -c ${"apt-get install -y something && ".repeat(12)}true` },
    { created_by: "COPY app /app" },
  ];
  const config = (colour: string) => ({
    created: "2026-01-02T03:04:05Z",
    author: "The web team",
    config: {
      Env: [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        `COLOUR=${colour}`,
      ],
      Entrypoint: ["/docker-entrypoint.sh"],
      Cmd: ["proxy", "-g", "daemon off;"],
      WorkingDir: "/srv",
      ExposedPorts: { "80/tcp": {}, "443/tcp": {} },
      Labels: {
        "org.opencontainers.image.source": "https://github.com/example/proxy",
        "org.opencontainers.image.revision": "0123456789abcdef0123456789abcdef01234567",
        "org.opencontainers.image.licenses": "Apache-2.0",
      },
    },
    history,
  });
  const layers = (text: string) => [base, layer(`deps ${text}`, 9_400_000), layer(text, 81_000)];
  const old = await storeImage(repository, {
    tag: "1.0",
    layers: layers("a"),
    config: config("red"),
  });
  const image = await storeImage(repository, {
    tag: "2.0",
    layers: layers("b"),
    config: config("blue"),
    annotations: { "org.opencontainers.image.title": "proxy" },
    pushedBy: "carol",
  });
  await storeReferrer(repository, image, "application/spdx+json");
  await storeReferrer(repository, image, "application/vnd.dev.sigstore.bundle.v0.3+json");
  const { mediaType, size } = image;
  const child = (digest: string, platform: object) => ({ mediaType, size, digest, platform });
  const manifests = [
    child(image.digest, { os: "linux", architecture: "amd64" }),
    child(digestOf("arm"), { os: "linux", architecture: "arm64", variant: "v8" }),
    {
      ...child(digestOf("proof"), { os: "unknown", architecture: "unknown" }),
      annotations: { "vnd.docker.reference.digest": image.digest },
    },
  ];
  await storeManifest(repository, { manifests }, { type: ociIndex, tag: "multi" });
  const move = { repositoryId: repository.id, tag: "2.0", byName: "carol" };
  const digests = [
    old.digest,
    digestOf("long gone"),
    image.digest,
    image.digest,
    null,
    image.digest,
  ];
  await db.tagMove.createMany({
    data: digests.map((digest, day) => ({
      ...move,
      digest,
      at: new Date(Date.UTC(2026, 5, day + 1)),
    })),
  });
}
