import fc from "fast-check";
import { textOf } from "./texts.ts";

export const mediaType = fc.constantFrom(
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.oci.image.layer.v1.tar+gzip",
  "application/vnd.oci.image.config.v1+json",
  "application/octet-stream",
);
export const text = textOf([
  "a",
  "Z",
  "/",
  ".",
  "-",
  ":",
  "\n",
  "%00",
  "2026-11-29T10:00:00Z",
  "1.0",
]);
export const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(2 ** 31, 2 ** 53, -1));
export const stringified = (value: unknown) => JSON.stringify(value);
export const bytesOf = (given: string) => Buffer.from(given, "utf8");
