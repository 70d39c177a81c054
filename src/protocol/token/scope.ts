/** The actions that a client requests on one resource, such as `repository:team/app:pull,push`. */
export interface Scope {
  type: string;
  name: string;
  actions: string[];
}

const maxScopes = 64;
const maxNameLength = 255;

/**
 * The type ends at the first colon and the actions start after the last one: a name may contain a host's port.
 * A class, as in `repository(plugin)`, is ignored.
 * https://distribution.github.io/distribution/spec/auth/scope/
 */
const grammar = /^([a-z0-9]+)(?:\([a-z0-9]+\))?:([^\s\0]+):([a-z*]*(?:,[a-z*]*)*)$/;

/**
 * Reads the `scope` parameters of a request, each of which may hold several scopes separated by spaces.
 * Null if there is no scope. A malformed scope is left out, and the others still count.
 */
export function parseScopes(parameters: readonly string[]): Scope[] | null {
  const texts = parameters.flatMap((parameter) => parameter.split(" ")).filter(Boolean);
  if (texts.length === 0) return null;

  const scopes = new Map<string, Scope>();
  for (const text of texts.slice(0, maxScopes)) {
    const scope = parseScope(text);
    if (scope) merge(scopes, scope);
  }
  return [...scopes.values()];
}

export function parseScope(text: string): Scope | null {
  const [, type, name, actions] = grammar.exec(text) ?? [];
  if (!type || !name || actions === undefined || name.length > maxNameLength) return null;
  return { type, name, actions: [...new Set(actions.split(",").filter(Boolean))] };
}

/** Several scopes on one resource become one. */
function merge(scopes: Map<string, Scope>, scope: Scope): void {
  const key = `${scope.type}:${scope.name}`;
  const before = scopes.get(key);
  const actions = before && [...new Set([...before.actions, ...scope.actions])];
  scopes.set(key, actions ? { ...scope, actions } : scope);
}
