import type { RequestHandler } from "express";
import { WrongMethod } from "../errors.ts";

/** What Express keeps of a handler; its own types leave out how it is matched. */
interface Layer {
  match(path: string): { path: string } | false; // what of the path it takes
  route?: { methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

interface Routed {
  stack: unknown;
}

/** The methods that the routes of a router take at an address; none if there is no such address. */
function methodsAt({ stack }: Routed, path: string): string[] {
  const found = new Set(below(stack as Layer[], path));
  if (found.has("GET")) found.add("HEAD");
  return [...found].sort();
}

/** Refuses a method that an address does not take, and says which it does. */
export function refuseMethods(router: () => Routed): RequestHandler {
  return (req, _res, next) => {
    const allow = methodsAt(router(), req.path);
    if (allow.length > 0 && !allow.includes(req.method)) throw new WrongMethod(req.method, allow);
    next();
  };
}

/** The same for requests that would change something: before anything else is asked about them. */
export function refuseMethodsFirst(router: () => Routed): RequestHandler {
  const refuse = refuseMethods(router);
  return (req, res, next) => (reading.has(req.method) ? next() : refuse(req, res, next));
}

const reading = new Set(["GET", "HEAD"]);

function below(layers: readonly Layer[], path: string): string[] {
  return layers.flatMap((layer) => {
    const match = layer.match(path);
    if (!match) return [];
    if (layer.route) return methodsOf(layer.route.methods);
    const rest = path.slice(match.path.length);
    return below(layer.handle.stack ?? [], rest.startsWith("/") ? rest : `/${rest}`);
  });
}

const methodsOf = (methods: Record<string, boolean>) =>
  Object.keys(methods)
    .filter((method) => method !== "_all")
    .map((method) => method.toUpperCase());
