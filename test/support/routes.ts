import { createSite } from "../../src/main/app.ts";

/** "GET /teams/:id", as the code of the application declares it. */
export type Route = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;

/** A handler in Express's router. Its own types lack the path of a mounted router. */
interface Layer {
  rawPath: string | string[];
  route?: { path: string; methods: Record<string, boolean>; stack: { name: string }[] };
  handle: { stack?: Layer[] };
}

/** A route with the names of its handlers. */
interface Declared {
  route: Route;
  handlers: string[];
}

/** The routes of the application, read from its routers, with the token endpoint and the assets, which have none. */
export function routes(): Route[] {
  const outside: Route[] = ["GET /v2/token", "POST /v2/token", "GET /assets/*file"];
  return [...new Set([...outside, ...declared().map(({ route }) => route)])];
}

/** The routes that declare a handler of this name. */
export function routesWith(handler: string): Route[] {
  const found = declared().filter(({ handlers }) => handlers.includes(handler));
  return [...new Set(found.map(({ route }) => route))];
}

function declared(): Declared[] {
  const { stack } = createSite().router as unknown as { stack: Layer[] };
  return stack.flatMap((layer) => below("", layer));
}

function below(mount: string, { rawPath, route, handle }: Layer): Declared[] {
  return [rawPath].flat().flatMap((path) => {
    const place = path === "/" ? mount : mount + path;
    if (!route) return (handle.stack ?? []).flatMap((layer) => below(place, layer));
    const handlers = route.stack.map(({ name }) => name);
    return methodsOf(route.methods).map((it) => ({
      route: `${it} ${place || "/"}` as Route,
      handlers,
    }));
  });
}

/** A route for all methods only refuses those that no other route accepts. */
const methodsOf = (methods: Record<string, boolean>) =>
  Object.keys(methods)
    .filter((method) => method !== "_all")
    .map((method) => method.toUpperCase());
