import { createSite } from "../../src/main/app.ts";

/** "GET /teams/:id", as the code of the application declares it. */
export type Route = `${"GET" | "POST" | "PUT" | "DELETE"} /${string}`;

/** What Express keeps of a handler; its own types leave out where a router is mounted. */
interface Layer {
  rawPath: string | string[];
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** Every route of the application, read from its routers; the token endpoint and the files stand outside of them. */
export function routes(): Route[] {
  const { stack } = createSite().router as unknown as { stack: Layer[] };
  const outside: Route[] = ["GET /v2/token", "POST /v2/token", "GET /assets/*file"];
  return [...new Set([...outside, ...stack.flatMap((layer) => below("", layer))])];
}

function below(mount: string, { rawPath, route, handle }: Layer): Route[] {
  return [rawPath].flat().flatMap((path) => {
    const place = path === "/" ? mount : mount + path;
    if (route) return methodsOf(route.methods).map((it) => `${it} ${place || "/"}` as Route);
    return (handle.stack ?? []).flatMap((layer) => below(place, layer));
  });
}

/** What answers every method is the refusal of all that another route does not take. */
const methodsOf = (methods: Record<string, boolean>) =>
  Object.keys(methods)
    .filter((method) => method !== "_all")
    .map((method) => method.toUpperCase());
