import type { Target } from "./target.ts";
import { envelopes } from "./targets/events.ts";
import { configs, manifests } from "./targets/images.ts";
import { forms, jsonErrors, markdown, search } from "./targets/input.ts";
import { cidr, immutableTags, retention, tokenPatterns } from "./targets/patterns.ts";
import { sboms } from "./targets/sboms.ts";
import { basic, form, scopes } from "./targets/token.ts";

/** Everything that reads what comes from outside, by the name that `npm run fuzz` takes. */
export const targets: Record<string, Target> = {
  scopes,
  basic,
  "token-form": form,
  forms,
  search,
  "json-errors": jsonErrors,
  envelopes,
  manifests,
  configs,
  sboms,
  markdown,
  "token-patterns": tokenPatterns,
  "immutable-tags": immutableTags,
  retention,
  cidr,
};
