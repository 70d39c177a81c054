import { config } from "../../src/platform/config/config.ts";
import { db, type Manifest, type Repository } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { type Browser, browser } from "../support/app.ts";
import {
  digestOf,
  type MadeRepository,
  makeManifest,
  makeRepository,
  makeTag,
} from "../support/data/catalogue.ts";
import { ociIndex } from "../support/data/events.ts";
import {
  makeNamespace,
  makePerson,
  makeRegistry,
  makeTeam,
  password,
} from "../support/data/factories.ts";
import { deliveryOf, makeWebhook } from "../support/data/webhooks.ts";
import type { HostileCase } from "./hostile-images.ts";

const layers = 38_000;
const platforms = 1_000; // that a page reads of an index
const longLine = "**bold** [a](https://example.org) `code` www.example.org *x*\n"; // each needs work

/** Pages of the most that somebody can have stored, and the largest form. */
export async function hostilePages(app: { url: string }): Promise<HostileCase[]> {
  const { user } = await makePerson();
  const { id: registryId } = await makeRegistry({ hostname: config.registry.host });
  const namespace = await makeNamespace({ registryId, team: await makeTeam({ owners: [user] }) });
  const repository = await makeRepository({ namespace, description: longest(20_000) });
  for (const tag of ["one", "two"]) await makeImage(repository, tag);
  for (const tag of ["first", "second"]) await makeIndex(repository, tag);
  const comment = { repositoryId: repository.id, authorName: "", body: longest(10_000) };
  await db.comment.createMany({ data: Array.from({ length: 30 }, () => comment) });
  const body = JSON.stringify({
    target: { digest: "x".repeat(900_000), "<&>": ["&".repeat(90_000)] },
  });
  const webhook = await makeWebhook(namespace, {
    deliveries: {
      create: deliveryOf({
        state: "sent",
        body,
        status: 200,
        durationMs: 12,
        responseBody: "&".repeat(4_000),
      }),
    },
  });

  const person = await signedIn(app, user.username);
  const opens = (name: string, path: string, expected: RegExp): HostileCase => ({
    name,
    work: async () => {
      const { status, text } = await person.get(path);
      if (!expected.test(text)) throw new Error(`${path}: ${status}, not ${expected}`);
    },
  });
  await opens("", paths.repository(repository), /one/).work(); // everything is compiled and connected
  return [
    opens("an image of 38,000 layers", paths.image(repository, "one"), /38,000 layers/),
    opens(
      "the comparison of two such",
      paths.imageDifference(repository, "one", "two"),
      /of the first 1,000 of each[\s\S]*more not shown/,
    ),
    opens(
      "two indexes of 1,000 platforms",
      paths.imageDifference(repository, "first", "second"),
      /more not shown/,
    ),
    opens(
      "the layer map of all of them",
      paths.repositoryLayers(repository),
      /60 drawn, and 37,94\d more/,
    ),
    opens("the longest description", paths.repository(repository), /<strong>bold/),
    opens("30 of the longest comments", paths.comments(repository), /<strong>bold/),
    opens(
      "the largest payload of a webhook",
      paths.delivery(webhook, webhook.deliveries[0] ?? { id: 0 }),
      /xxxx/,
    ),
    {
      name: "the largest form",
      work: async () => {
        const given = { description: longest(180_000) };
        const { status } = await person.post(paths.repositoryDescription(repository), given);
        if (status !== 422) throw new Error(`the form answers ${status}`);
      },
    },
  ];
}

const longest = (length: number) => longLine.repeat(length / longLine.length);

async function signedIn(app: { url: string }, username: string): Promise<Browser> {
  const person = browser(app);
  await person.get("/sign-in");
  await person.post("/sign-in", { username, password });
  await person.get("/profile");
  return person;
}

/** Every second layer is in all images. */
async function makeImage(repository: MadeRepository, tag: string): Promise<void> {
  const manifest = await makeManifest(repository, { kind: "image", digest: digestOf(tag) });
  await addLayers(manifest, tag, layers);
  await makeTag(manifest, tag);
}

async function addLayers({ id }: Manifest, of: string, count: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO manifest_layers (manifest_id, position, digest, media_type, size, created_by)
    SELECT ${id}, n, 'sha256:' || encode(sha256(convert_to(n || CASE WHEN n % 2 = 0 THEN '' ELSE ${of} END, 'UTF8')), 'hex'),
      'application/vnd.oci.image.layer.v1.tar+gzip', 1000, repeat('RUN make <all> && ', 20)
    FROM generate_series(1, ${count}) AS n`;
}

async function makeIndex(repository: Repository, tag: string): Promise<void> {
  const index = await makeManifest(repository, {
    kind: "index",
    mediaType: ociIndex,
    digest: digestOf(tag),
  });
  await makeTag(index, tag);
  for (let n = 0; n < platforms; n += 1) {
    const digest = digestOf(`${tag} ${n}`);
    const platform = `linux/arm${n}`;
    const manifest = await makeManifest(repository, { kind: "image", digest, platform });
    await addLayers(manifest, digest, 20);
    const { mediaType, size } = manifest;
    const listed = { manifestId: index.id, position: n, digest, mediaType, size, platform };
    await db.manifestChild.create({ data: listed });
  }
}
