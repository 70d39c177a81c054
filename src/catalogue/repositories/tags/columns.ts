import { Prisma } from "../../../platform/db/client.ts";

/** The names by which the statements of lists of tags know their tables. */
export type Table = "tags" | "earlier" | "label" | "manifests" | "part";

type Column = "id" | "name" | "pushed_at" | "pushed_by" | "pulled_at" | "total_size" | "platform";

export const column = (table: Table, name: Column): Prisma.Sql => Prisma.raw(`${table}.${name}`);

/** The name of a tag as a version, as in the index tags_by_version; empty if it is none. */
export const versionKey = (name: Prisma.Sql) => Prisma.sql`(tag_version(${name}) COLLATE "C")`;
