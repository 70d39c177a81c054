import { ScimError } from "../../identity/providers/scim/error.ts";
import type { Filter, Operator, Value } from "../../identity/providers/scim/filter.ts";
import { equalities } from "../../identity/providers/scim/match.ts";
import { idIn } from "../../identity/providers/scim/resource.ts";
import { nameParts } from "../../identity/providers/scim/user.ts";
import { Prisma } from "../../platform/db/client.ts";
import { escapeLike } from "../../platform/db/text.ts";

// Filters as conditions of SQL. Every value is a parameter, and every name is one of those below.

type Comparison = Extract<Filter, { is: "compare" }>;
type Compile = (operator: Operator, value: Value) => Prisma.Sql;

/** What a filter can compare: how, and what an attribute that is not empty looks like. */
interface Column {
  compare: Compile;
  present: Prisma.Sql;
}

/** How one kind of resource is filtered. */
interface Columns {
  named: Record<string, Column>;
  /** The attributes with several entries. */
  lists: Record<string, (of: Filter) => Prisma.Sql>;
}

/** A condition on `person` (scim_users) and `identity`. */
export const userCondition = (filter: Filter): Prisma.Sql => condition(filter, users());

/** A condition on `known` (scim_groups). */
export const groupCondition = (filter: Filter): Prisma.Sql => condition(filter, groups());

function condition(filter: Filter, columns: Columns): Prisma.Sql {
  switch (filter.is) {
    case "and":
      return Prisma.sql`(${condition(filter.left, columns)} AND ${condition(filter.right, columns)})`;
    case "or":
      return Prisma.sql`(${condition(filter.left, columns)} OR ${condition(filter.right, columns)})`;
    case "not":
      return Prisma.sql`((${condition(filter.of, columns)}) IS NOT TRUE)`;
    case "within":
      return listOf(columns, filter.attribute)(filter.of);
    case "present":
    case "compare":
      return single(filter, columns);
  }
}

function single(filter: Comparison | Extract<Filter, { is: "present" }>, columns: Columns) {
  const [name = "", sub = "value"] = filter.attribute.split(".");
  if (Object.hasOwn(columns.lists, name))
    return listOf(columns, name)({ ...filter, attribute: sub });
  const column = Object.hasOwn(columns.named, filter.attribute)
    ? columns.named[filter.attribute]
    : undefined;
  if (!column) throw unknownName(filter.attribute);
  return filter.is === "present" ? column.present : column.compare(filter.operator, filter.value);
}

function listOf({ lists }: Columns, name: string): (of: Filter) => Prisma.Sql {
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (!list) throw unknownName(name);
  return list;
}

const unknownName = (name: string) =>
  new ScimError(400, "invalidFilter", `Portus can't filter by ${name.slice(0, 100)}.`);

const users = (): Columns => ({
  named: {
    id: id("u", Prisma.sql`person.id`),
    username: text(Prisma.sql`person.user_name`),
    externalid: exact(Prisma.sql`identity.directory_key`),
    displayname: text(Prisma.sql`person.profile ->> 'displayName'`),
    active: flag(Prisma.sql`person.active`),
    ...names(),
    ...times(Prisma.sql`person.created_at`, Prisma.sql`person.updated_at`),
  },
  lists: { emails: hasEmail },
});

const names = () =>
  Object.fromEntries(
    nameParts.map((part) => [
      `name.${part.toLowerCase()}`,
      text(Prisma.sql`person.profile -> 'name' ->> ${part}::text`),
    ]),
  );

const groups = (): Columns => ({
  named: {
    id: id("g", Prisma.sql`known.id`),
    displayname: text(Prisma.sql`known.display_name`),
    externalid: exact(Prisma.sql`known.external_id`),
    ...times(Prisma.sql`known.created_at`, Prisma.sql`known.updated_at`),
  },
  lists: { members: hasMember },
});

const times = (created: Prisma.Sql, updated: Prisma.Sql) => ({
  "meta.created": time(created),
  "meta.lastmodified": time(updated),
});

/** The index on all addresses finds those that may match; the others decide. */
function hasEmail(of: Filter): Prisma.Sql {
  const columns = {
    named: {
      value: text(Prisma.sql`email.value`),
      type: text(Prisma.sql`email.type`),
      display: text(Prisma.sql`email.display`),
      primary: flag(Prisma.sql`email."primary"`),
    },
    lists: {},
  };
  const { value } = equalities(of);
  const indexed =
    typeof value === "string"
      ? Prisma.sql`person.emails @> ARRAY[${value.toLowerCase()}::text] AND `
      : Prisma.empty;
  return Prisma.sql`(${indexed}EXISTS (SELECT FROM jsonb_to_recordset(person.profile -> 'emails')
    AS email(value text, type text, display text, "primary" boolean) WHERE ${condition(of, columns)}))`;
}

function hasMember(of: Filter): Prisma.Sql {
  const columns = { named: { value: id("u", Prisma.sql`one.user_id`) }, lists: {} };
  return Prisma.sql`EXISTS (SELECT FROM scim_members AS one
    WHERE one.group_id = known.id AND ${condition(of, columns)})`;
}

type Fold = (text: Prisma.Sql) => Prisma.Sql;

const text = (column: Prisma.Sql): Column => compared(column, (it) => Prisma.sql`lower(${it})`);

/** Keys are compared with their case. */
const exact = (column: Prisma.Sql): Column => compared(column, (it) => it);

const compared = (column: Prisma.Sql, fold: Fold): Column => ({
  present: Prisma.sql`(${column}) <> ''`,
  compare(operator, value) {
    if (value === null) return emptiness(column, operator);
    const given = (it: string) => fold(Prisma.sql`${it}::text`);
    const like = escapeLike(`${value}`);
    switch (operator) {
      case "eq":
        return Prisma.sql`${fold(column)} = ${given(`${value}`)}`;
      case "ne":
        return Prisma.sql`${fold(column)} IS DISTINCT FROM ${given(`${value}`)}`;
      case "co":
        return Prisma.sql`${fold(column)} LIKE ${given(`%${like}%`)}`;
      case "sw":
        return Prisma.sql`${fold(column)} LIKE ${given(`${like}%`)}`;
      case "ew":
        return Prisma.sql`${fold(column)} LIKE ${given(`%${like}`)}`;
      default:
        return ordered(fold(column), operator, given(`${value}`));
    }
  },
});

function emptiness(column: Prisma.Sql, operator: Operator): Prisma.Sql {
  if (operator === "eq") return Prisma.sql`${column} IS NULL`;
  if (operator === "ne") return Prisma.sql`${column} IS NOT NULL`;
  throw unusable(operator);
}

function ordered(column: Prisma.Sql, operator: Operator, value: Prisma.Sql): Prisma.Sql {
  switch (operator) {
    case "gt":
      return Prisma.sql`${column} > ${value}`;
    case "ge":
      return Prisma.sql`${column} >= ${value}`;
    case "lt":
      return Prisma.sql`${column} < ${value}`;
    case "le":
      return Prisma.sql`${column} <= ${value}`;
    default:
      throw unusable(operator);
  }
}

const unusable = (operator: Operator) =>
  new ScimError(400, "invalidFilter", `This attribute can't be compared with ${operator}.`);

function id(prefix: "u" | "g", column: Prisma.Sql): Column {
  return {
    present: Prisma.sql`TRUE`,
    compare(operator, value) {
      const row = idIn(prefix, `${value}`) ?? 0; // no row has it
      if (operator === "eq") return Prisma.sql`${column} = ${row}`;
      if (operator === "ne") return Prisma.sql`${column} <> ${row}`;
      throw unusable(operator);
    },
  };
}

const flag = (column: Prisma.Sql): Column => ({
  present: Prisma.sql`${column} IS NOT NULL`,
  compare(operator, value) {
    const wanted = `${value}`.toLowerCase() === "true"; // Entra ID sends texts
    if (operator === "eq") return Prisma.sql`coalesce(${column}, FALSE) = ${wanted}`;
    if (operator === "ne") return Prisma.sql`coalesce(${column}, FALSE) <> ${wanted}`;
    throw unusable(operator);
  },
});

const time = (column: Prisma.Sql): Column => ({
  present: Prisma.sql`TRUE`,
  compare(operator, value) {
    const at = new Date(`${value}`);
    const year = at.getUTCFullYear(); // NaN if it is not a time
    if (!(year >= 1 && year <= 9999)) throw new ScimError(400, "invalidFilter", noTime);
    if (operator === "eq") return Prisma.sql`${column} = ${at}`;
    return ordered(column, operator, Prisma.sql`${at}`);
  },
});

const noTime = "Write a time of the years 1 to 9999, as in 2026-01-31T12:00:00Z.";
