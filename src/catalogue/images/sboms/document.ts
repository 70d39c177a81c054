import { z } from "zod";
import { shortened, text } from "../../../platform/bounded-text.ts";
import { storablePieces } from "../../../platform/db/text.ts";
import { parseJson } from "../../../platform/json.ts";
import { offLoop } from "../../../platform/thread-pool.ts";

export interface SbomDocument {
  format: string;
  packages: Package[];
}

export interface Package {
  name: string;
  version: string;
  purl: string;
  licenses: string;
}

const maxWrappers = 6;

/** Parses SPDX 2 or CycloneDX 1 in JSON, also inside an in-toto statement, DSSE envelope or Sigstore bundle; null for anything else. */
export function readSbom(bytes: Uint8Array): SbomDocument | null {
  const document = unwrap(parseJson(bytes), maxWrappers);
  const spdx = Spdx.safeParse(document).data;
  if (spdx) return { format: spdx.spdxVersion, packages: spdx.packages.flatMap(packagesFromSpdx) };
  const cyclone = CycloneDx.safeParse(document).data;
  if (!cyclone) return null;
  const { specVersion, components } = cyclone;
  return {
    format: `CycloneDX ${specVersion}`,
    packages: flatten(components).flatMap(packagesFromComponent),
  };
}

const Wrapped = z.object({
  dsseEnvelope: z.unknown().optional(), // of a Sigstore bundle
  payload: z.unknown().optional(), // of a DSSE envelope
  predicate: z.unknown().optional(), // of an in-toto statement
  Data: z.unknown().optional(), // of cosign's own predicates
});

function unwrap(value: unknown, wrappers: number): unknown {
  const inner = typeof value === "string" ? parseJson(value) : value;
  const { dsseEnvelope, payload, predicate, Data } = Wrapped.safeParse(inner).data ?? {};
  const next =
    dsseEnvelope ??
    (typeof payload === "string" ? parseJson(Buffer.from(payload, "base64")) : null) ??
    predicate ??
    Data;
  return next && wrappers > 0 ? unwrap(next, wrappers - 1) : inner;
}

/** An SBOM as it is stored, with its first packages as pieces of JSON. */
export interface PreparedSbom {
  format: string;
  count: number;
  packages: string[];
}

const maxPackages = 5_000; // stored per SBOM

export function prepareSbom(bytes: Uint8Array): PreparedSbom | null {
  const document = readSbom(bytes);
  if (!document) return null;
  const { format, packages } = document;
  const rows = packages.slice(0, maxPackages).map((it, at) => ({ position: at + 1, ...it }));
  return { format, count: packages.length, packages: storablePieces(rows) };
}

export const prepareOffLoop = offLoop(import.meta.url, "prepareSbom", prepareSbom);

const truncated = (limit: number) => shortened(limit).catch("");
const list = z.array(z.unknown()).catch([]);

const Spdx = z.object({
  spdxVersion: text(20, { kind: "raw" }).regex(/^SPDX-2\.\d{1,2}$/),
  packages: list,
});
const SpdxPackage = z.object({
  name: truncated(255),
  versionInfo: truncated(255),
  licenseConcluded: truncated(500),
  licenseDeclared: truncated(500),
  externalRefs: list,
});
const Reference = z.object({ referenceType: z.literal("purl"), referenceLocator: truncated(1000) });

function packagesFromSpdx(value: unknown): Package[] {
  const found = SpdxPackage.safeParse(value).data;
  if (!found?.name) return [];
  const [purl] = found.externalRefs.flatMap((it) => Reference.safeParse(it).data ?? []);
  const license = [found.licenseConcluded, found.licenseDeclared].find(isLicense);
  const { name, versionInfo: version } = found;
  return [{ name, version, purl: purl?.referenceLocator ?? "", licenses: license ?? "" }];
}

const isLicense = (text: string) => text !== "" && text !== "NOASSERTION" && text !== "NONE";

const CycloneDx = z.object({
  bomFormat: z.literal("CycloneDX"),
  specVersion: text(20, { kind: "raw" }).regex(/^1\.\d{1,2}$/),
  components: list,
});
const Component = z.object({
  group: truncated(255),
  name: truncated(255),
  version: truncated(255),
  purl: truncated(1000),
  licenses: list,
});
const License = z.object({
  expression: truncated(500),
  license: z.object({ id: truncated(255), name: truncated(255) }).catch({ id: "", name: "" }),
});
const Nested = z.object({ components: list });

/** Components and nested components. Not recursive, because nesting has no limit. */
function flatten(components: readonly unknown[]): unknown[] {
  const all: unknown[] = [];
  const waiting = [...components].reverse();
  while (waiting.length > 0) {
    const next = waiting.pop();
    all.push(next);
    const inner = Nested.safeParse(next).data?.components ?? [];
    for (const one of inner.toReversed()) waiting.push(one);
  }
  return all;
}

function packagesFromComponent(value: unknown): Package[] {
  const found = Component.safeParse(value).data;
  if (!found?.name) return [];
  const licenses = found.licenses.flatMap((it) => {
    const { expression, license } = License.safeParse(it).data ?? {};
    return expression || license?.id || license?.name || [];
  });
  const { group, name, version, purl } = found;
  const fullName = group ? `${group}/${name}` : name;
  return [{ name: fullName, version, purl, licenses: licenses.join(", ").slice(0, 500) }];
}
