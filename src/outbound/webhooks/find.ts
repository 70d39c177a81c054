import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma, type Tx, type WebhookDelivery } from "../../platform/db/client.ts";
import { fetchPage, type Page, type PageRequest, pastId } from "../../platform/db/keyset.ts";
import { NotFound } from "../../platform/errors.ts";
import { type FoundNamespace, findNamespace } from "../../tenancy/namespaces/find.ts";
import { type FailingWebhook, failingWebhooks } from "./failing.ts";
import { canSeeWebhooks } from "./policy.ts";

/** The columns that pages and the API may show: all but credentials. */
export const shown = {
  omit: { sealedPassword: true, sealedSecret: true },
  include: { headers: { select: { id: true, name: true }, orderBy: { name: "asc" } } },
} satisfies Prisma.WebhookFindManyArgs;

export type ShownWebhook = Prisma.WebhookGetPayload<typeof shown>;
export type FoundWebhook = ShownWebhook & { namespace: FoundNamespace };

export async function findWebhookOwner(
  actor: Actor,
  namespaceId: number,
  tx: Tx = db,
): Promise<FoundNamespace> {
  const namespace = await findNamespace(actor, namespaceId, tx);
  if (!canSeeWebhooks(actor, namespace)) throw new NotFound();
  return namespace;
}

export async function findWebhook(
  actor: Actor,
  { namespaceId, id }: { namespaceId: number; id: number },
  tx: Tx = db,
): Promise<FoundWebhook> {
  const namespace = await findWebhookOwner(actor, namespaceId, tx);
  const found = await tx.webhook.findFirst({ where: { id, namespaceId }, ...shown });
  if (!found) throw new NotFound("webhook");
  return { ...found, namespace };
}

const listed = {
  id: true,
  namespaceId: true,
  name: true,
  url: true,
  method: true,
  createdAt: true,
  disabledAt: true,
} satisfies Prisma.WebhookSelect;

type LastDelivery = Pick<WebhookDelivery, "state" | "attemptedAt">;

export type ListedWebhook = Prisma.WebhookGetPayload<{ select: typeof listed }> & {
  last: LastDelivery | undefined;
  failing: FailingWebhook | undefined;
};

/** The webhooks of a namespace that `findWebhookOwner` found, newest first. */
export async function listWebhooks(
  { id }: FoundNamespace,
  request: PageRequest,
): Promise<Page<ListedWebhook>> {
  const page = await fetchPage(request, {
    size: 50,
    find: (place, take) =>
      db.webhook.findMany({
        where: { namespaceId: id, ...pastId(place) },
        select: listed,
        orderBy: { id: place.newer ? "asc" : "desc" },
        take,
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
  const ids = page.rows.map(({ id }) => id);
  const [last, failing] = await Promise.all([lastDeliveries(ids), failingWebhooks({ ids })]);
  const rows = page.rows.map((row) => ({
    ...row,
    last: last.get(row.id),
    failing: failing.find(({ id }) => id === row.id),
  }));
  return { ...page, rows };
}

/** The last delivery of each webhook. Prisma would load all of them to keep one. */
async function lastDeliveries(ids: readonly number[]): Promise<Map<number, LastDelivery>> {
  const rows = await db.$queryRaw<(LastDelivery & { webhookId: number })[]>`
    SELECT webhook_id AS "webhookId", state, attempted_at AS "attemptedAt"
    FROM unnest(${ids}::int[]) AS wanted (id) CROSS JOIN LATERAL (
      SELECT * FROM webhook_deliveries WHERE webhook_id = wanted.id ORDER BY id DESC LIMIT 1) AS last`;
  return new Map(rows.map((row) => [row.webhookId, row]));
}

/** The source of an API list: the webhooks of a namespace, in the order of their ids. */
export function webhookListing({ id: namespaceId }: FoundNamespace, order: Prisma.SortOrder) {
  const where = { namespaceId };
  return {
    count: () => db.webhook.count({ where }),
    ids: (window: { skip: number; take: number }) =>
      db.webhook.findMany({ where, ...window, orderBy: { id: order }, select: { id: true } }),
    rows: (ids: number[]) => db.webhook.findMany({ ...shown, where: { id: { in: ids } } }),
  };
}
