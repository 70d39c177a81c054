import type { OidcSettings } from "./settings.ts";

/** An OpenID provider, with its secrets. */
export interface OidcProvider {
  id: number;
  slug: string; // its part of addresses
  name: string; // what people call it
  /** Whether the environment declares it. Its addresses are trusted as they are; those from pages are checked. */
  declared: boolean;
  settings: OidcSettings;
  /** The client secret or the private key, as the settings say; null for a client that has neither. */
  secret: string | null;
}

/** What is wrong, in a sentence for people. `detail` is for the log and for admins. */
export class ProviderFailure extends Error {
  override name = "ProviderFailure";
  readonly detail: string | null;
  /** Whether the provider could not be asked, so that its answer is not known. */
  readonly unreachable: boolean;
  constructor(
    sentence: string,
    { detail = null, unreachable = false, cause }: FailureOptions = {},
  ) {
    super(sentence, { cause });
    this.detail = detail;
    this.unreachable = unreachable;
  }
}

interface FailureOptions {
  detail?: string | null;
  unreachable?: boolean;
  cause?: unknown;
}
