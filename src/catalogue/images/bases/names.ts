import { formats } from "../../../platform/http/pages/format.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { type Located, referenceOf } from "../../../platform/reference.ts";

// What views need to name a base image.

interface Named {
  repository: Located;
  digest: string | null;
  tag: string | null;
}

/** `base/node:20`, or with the start of its digest if no tag is known. */
export function baseName({ repository, digest, tag }: Named): string {
  const name = referenceOf(repository);
  if (tag !== null) return `${name}:${tag}`;
  return digest === null ? name : `${name}@${formats.shortDigest(digest)}`;
}

/** The page of the base image itself, even if its tag has moved on. */
export function baseAddress({ repository, digest }: Named): string {
  return digest === null ? paths.repository(repository) : paths.image(repository, digest);
}
