/** What a client asks to do with one resource: `repository:team/app:pull,push`. */
export interface Scope {
  type: string;
  name: string;
  actions: string[];
}

const mostScopes = 64;
const longestName = 255;

/**
 * The type ends at the first colon and the actions start after the last: a name may hold a host's port.
 * A class, as in `repository(plugin)`, is read and dropped.
 * https://distribution.github.io/distribution/spec/auth/scope/
 */
const grammar = /^([a-z0-9]+)(?:\([a-z0-9]+\))?:([^\s\0]+):([a-z*]*(?:,[a-z*]*)*)$/;

/**
 * Reads the `scope` parameters of a request, each of which may hold several scopes with spaces between.
 * Null when nothing was asked; what can't be read is left out, for asking oddly is no reason to be refused the rest.
 */
export function parseScopes(parameters: readonly string[]): Scope[] | null {
  const texts = parameters.flatMap((parameter) => parameter.split(" ")).filter(Boolean);
  if (texts.length === 0) return null;

  const scopes = new Map<string, Scope>();
  for (const text of texts.slice(0, mostScopes)) {
    const scope = parseScope(text);
    if (scope) merge(scopes, scope);
  }
  return [...scopes.values()];
}

export function parseScope(text: string): Scope | null {
  const [, type, name, actions] = grammar.exec(text) ?? [];
  if (!type || !name || actions === undefined || name.length > longestName) return null;
  return { type, name, actions: [...new Set(actions.split(",").filter(Boolean))] };
}

/** Scopes on one resource are one scope. */
function merge(scopes: Map<string, Scope>, scope: Scope): void {
  const key = `${scope.type}:${scope.name}`;
  const before = scopes.get(key)?.actions ?? [];
  scopes.set(key, { ...scope, actions: [...new Set([...before, ...scope.actions])] });
}
