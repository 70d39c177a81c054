import { AsyncLocalStorage } from "node:async_hooks";
import type { Trace } from "./trace.ts";

/** What every log line and every call of a request carries. */
export interface RequestContext {
  requestId: string;
  trace: Trace | null;
}

const contexts = new AsyncLocalStorage<RequestContext>();

/** Runs the work of a request. All that it awaits and starts belongs to the request, too. */
export const inRequest = (context: RequestContext, work: () => void): void =>
  contexts.run(context, work);

/** The request that the running code belongs to; undefined in the background. */
export const currentRequest = (): RequestContext | undefined => contexts.getStore();
