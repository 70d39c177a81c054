import { ScimError } from "./error.ts";
import type { Filter, Operator, Value } from "./filter.ts";

/** An entry of a list, with its names in lower case. */
export type Entry = Readonly<Record<string, unknown>>;

/** Whether an entry of a list matches the filter of a path. */
export function matches(filter: Filter, entry: Entry): boolean {
  switch (filter.is) {
    case "and":
      return matches(filter.left, entry) && matches(filter.right, entry);
    case "or":
      return matches(filter.left, entry) || matches(filter.right, entry);
    case "not":
      return !matches(filter.of, entry);
    case "present":
      return isPresent(entry[filter.attribute]);
    case "compare":
      return compare(entry[filter.attribute], filter.operator, filter.value);
    case "within":
      return false; // entries have no lists
  }
}

const isPresent = (value: unknown) => value !== undefined && value !== null && value !== "";

function compare(given: unknown, operator: Operator, wanted: Value): boolean {
  const [value, other] = [plain(given), plain(wanted)];
  switch (operator) {
    case "eq":
      return value === other;
    case "ne":
      return value !== other;
    case "co":
      return value.includes(other);
    case "sw":
      return value.startsWith(other);
    case "ew":
      return value.endsWith(other);
    default:
      throw new ScimError(400, "invalidFilter", `A path can't compare with ${operator}.`);
  }
}

const plain = (value: unknown): string => String(value ?? "").toLowerCase();

/** What entries that match have for certain: the values that the filter compares with eq and joins with and. */
export function equalities(filter: Filter): Record<string, Value> {
  if (filter.is === "and") return { ...equalities(filter.left), ...equalities(filter.right) };
  if (filter.is !== "compare" || filter.operator !== "eq") return {};
  return { [filter.attribute]: filter.value };
}

/** The values in a filter such as `value eq "1" or value eq "2"`. Throws ScimError for another. */
export function valuesIn(filter: Filter): string[] {
  if (filter.is === "or") return [...valuesIn(filter.left), ...valuesIn(filter.right)];
  if (filter.is === "compare" && filter.operator === "eq" && filter.attribute === "value")
    return [String(filter.value)];
  throw new ScimError(400, "invalidFilter", 'Name members as in members[value eq "u1"].');
}
