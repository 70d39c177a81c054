import { PrismaPg } from "@prisma/adapter-pg";

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;
type Transaction = Awaited<ReturnType<Adapter["startTransaction"]>>;

/**
 * Prisma's driver adapter, with the statements of a transaction one at a time. Prisma starts the queries for several
 * relations together, although a connection runs one; pg 8 queues them with a warning, and pg 9 will not.
 */
export class SerialPrismaPg extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level) => serial(await start(level));
    return adapter;
  }
}

function serial(tx: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn =
    <Q, R>(run: (query: Q) => Promise<R>) =>
    (query: Q): Promise<R> => {
      const result = last.then(() => run(query));
      last = result.catch(() => {}); // its caller handles the error
      return result;
    };
  tx.queryRaw = inTurn(tx.queryRaw.bind(tx));
  tx.executeRaw = inTurn(tx.executeRaw.bind(tx));
  return tx;
}
