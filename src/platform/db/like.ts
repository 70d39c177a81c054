/** Escapes LIKE's wildcards, for the text filters of Prisma as well as for SQL. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
