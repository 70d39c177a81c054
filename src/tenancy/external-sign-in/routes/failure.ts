import type { Response } from "express";
import { ProviderFailure } from "../../../identity/providers/oidc/provider.ts";
import type { Provider } from "../../../identity/providers/providers.ts";
import { Invalid } from "../../../platform/errors.ts";
import { log } from "../../../platform/log.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { SignInRefused } from "../sign-in.ts";

type Place = Pick<Provider, "slug" | "name"> & { back?: string | undefined };

/** Works on a sign-in. What a provider or its rules refuse becomes a page that says why. */
export async function failureShown(
  res: Response,
  { slug, name, back }: Place,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const detail = error instanceof ProviderFailure ? error.detail : null;
    log.warn({ provider: slug, detail }, `sign-in failed: ${error.message}`);
    res.locals.here = back ?? paths.home(); // not this address, which works once
    res.status(statusOf(error)).render("tenancy/external-sign-in/failed", {
      provider: { slug, name },
      message: error.message,
      back,
    });
  }
}

function isRefusal(error: unknown): error is Error {
  return [ProviderFailure, SignInRefused, Invalid].some((kind) => error instanceof kind);
}

function statusOf(error: Error): number {
  return error instanceof ProviderFailure && error.unreachable ? 502 : 403;
}
