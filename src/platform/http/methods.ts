import type { RequestHandler } from "express";
import { WrongMethod } from "../errors.ts";

/** The part of Express's route table that its types leave out. */
interface Layer {
  match(path: string): { path: string } | false; // the part of the path that matches
  route?: { methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

interface Routed {
  stack: unknown;
}

/** The methods that a router accepts at a path; empty if the path does not exist. */
function methodsAt({ stack }: Routed, path: string): string[] {
  const found = new Set(below(stack as Layer[], path)); // Express types it as a list of functions
  if (found.has("GET")) found.add("HEAD");
  return [...found].sort();
}

/**
 * Answers 405 for a method that a path does not accept, with the methods that it does. Comes after all routes: one that
 * matched the request by a wildcard, and passed it on, does not count.
 */
export function refuseMethods(router: () => Routed): RequestHandler {
  return (req, _res, next) => {
    const passedOn = reading.has(req.method) ? [...reading] : [req.method];
    const allow = methodsAt(router(), req.path).filter((method) => !passedOn.includes(method));
    if (allow.length > 0) throw new WrongMethod(req.method, allow);
    next();
  };
}

/** The same for requests that change something, before any other check. */
export function refuseMethodsFirst(router: () => Routed): RequestHandler {
  return (req, _res, next) => {
    if (reading.has(req.method)) return next();
    const allow = methodsAt(router(), req.path);
    if (allow.length > 0 && !allow.includes(req.method)) throw new WrongMethod(req.method, allow);
    next();
  };
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
