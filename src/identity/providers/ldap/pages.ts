import {
  type BerWriter,
  type Client,
  Control,
  type Entry,
  PagedResultsControl,
  SearchResponse,
} from "ldapts";
import { DirectoryFailure } from "./failure.ts";

const pageSize = 500;
const maxEntries = 10_000;

/** The control of RFC 2696. The library takes its own only for its own paging. */
class Page extends Control {
  readonly #inner: PagedResultsControl;
  constructor(cookie: Buffer) {
    super(PagedResultsControl.type);
    this.#inner = new PagedResultsControl({ value: { size: pageSize, cookie } });
  }
  override writeControl(writer: BerWriter): void {
    this.#inner.writeControl(writer);
  }
}

/**
 * All entries of a search, page by page. The paging of the library ends at a page without entries, which Active Directory
 * may send in the middle; what ends here is an answer without a cookie. References to other servers are not followed.
 */
export async function readPages(
  client: Client,
  base: string,
  options: Parameters<Client["search"]>[1],
): Promise<Entry[]> {
  const entries: Entry[] = [];
  const cookies = watchCookies(client);
  try {
    let cookie = Buffer.alloc(0);
    do {
      const { searchEntries } = await client.search(base, options, new Page(cookie));
      entries.push(...searchEntries);
      if (entries.length > maxEntries) throw tooMany();
      cookie = cookies.last();
    } while (cookie.length > 0);
    return entries;
  } finally {
    cookies.stop();
  }
}

const tooMany = () =>
  new DirectoryFailure("incomplete", `A search found more than ${maxEntries} entries.`);

/** The cookies of answers, which the library reads and does not pass on: its parser is its own affair. */
function watchCookies(client: Client) {
  let last = Buffer.alloc(0);
  const watch = (message: unknown) => {
    if (!(message instanceof SearchResponse)) return;
    const page = message.controls?.find((it) => it instanceof PagedResultsControl);
    last = Buffer.from(page?.value?.cookie ?? []);
  };
  const parser: NodeJS.EventEmitter = Reflect.get(client, "messageParser");
  parser.on("message", watch);
  return { last: () => last, stop: () => parser.off("message", watch) };
}
