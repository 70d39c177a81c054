import { isIndexType, isSchema1Type } from "../registry/media-types.ts";

/** What is known of a manifest that tells what it is. */
export interface Clues {
  mediaType: string;
  artifactType: string | null;
  /** Media types of what it holds. */
  layers?: readonly string[];
  annotations?: Readonly<Record<string, string>> | null;
  /** The tag that it goes by. */
  tag?: string | undefined;
}

export type KindName =
  | "image"
  | "index"
  | "chart"
  | "sbom"
  | "signature"
  | "attestation"
  | "artifact";

export interface Kind {
  name: KindName;
  label: string;
}

const labels: Record<KindName, string> = {
  image: "Image",
  index: "Multi-platform image",
  chart: "Helm chart",
  sbom: "SBOM",
  signature: "Signature",
  attestation: "Attestation",
  artifact: "Artifact",
};

/** What kind of thing a manifest is, in the words of people. */
export function kindOf(clues: Clues): Kind {
  const name = nameOf(clues);
  return { name, label: labels[name] };
}

const signs: readonly [KindName, RegExp][] = [
  ["chart", /cncf\.helm\b/],
  ["sbom", /\b(spdx|cyclonedx|syft|sbom)\b/],
  ["attestation", /in-toto|\bdsse\b|attestation|slsa/],
  ["signature", /signature|simplesigning|sigstore|notary|cosign/],
];

function nameOf({ mediaType, artifactType, layers = [], annotations, tag = "" }: Clues): KindName {
  const [, paper] = /^sha256-[0-9a-f]{64}\.(sig|att|sbom)$/.exec(tag) ?? [];
  if (paper) return paper === "sig" ? "signature" : paper === "att" ? "attestation" : "sbom";
  if (annotations?.["vnd.docker.reference.type"] === "attestation-manifest") return "attestation";
  if (isIndexType(mediaType)) return artifactType ? "artifact" : "index";
  if (isSchema1Type(mediaType)) return "image";

  const said = [artifactType ?? "", ...layers, ...bundled(annotations)].join(" ").toLowerCase();
  const sign = signs.find(([, words]) => words.test(said));
  if (sign) return sign[0];
  return artifactType ? "artifact" : "image";
}

/** Sigstore's bundles all have one type; an annotation says what is inside. */
function bundled(annotations: Clues["annotations"]): string[] {
  return Object.entries(annotations ?? {})
    .filter(([name]) => /predicateType$|bundle\.content$/.test(name))
    .map(([, value]) => value);
}
