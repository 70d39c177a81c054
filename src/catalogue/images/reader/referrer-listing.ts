import { storableJson, storableText } from "../../../platform/db/text.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

const maxAnnotationBytes = 65_536; // of one manifest, in a list of its subject's referrers
const maxOtherBytes = 1_000; // of the digest, size and types in an entry

/** A manifest's entry in a list of referrers. Stored when it is read, so that no request parses manifests. */
export interface ReferrerListing {
  configType: string | null;
  annotations: string | null; // JSON
  listedSize: number;
}

export function referrerListing(content: ManifestContent | null): ReferrerListing {
  const annotations = fittingAnnotations(content?.annotations ?? {});
  return {
    configType: content?.config ? storableText(content.config.mediaType) : null,
    annotations,
    listedSize: maxOtherBytes + Buffer.byteLength(annotations ?? ""),
  };
}

/** The annotations that fit, each in full, as JSON; null if there are none. */
function fittingAnnotations(annotations: Readonly<Record<string, string>>): string | null {
  let room = maxAnnotationBytes;
  const fitting = Object.entries(annotations).filter((entry) => {
    const size = Buffer.byteLength(storableJson(entry));
    const fits = size <= room;
    if (fits) room -= size;
    return fits;
  });
  return fitting.length > 0 ? storableJson(Object.fromEntries(fitting)) : null;
}
