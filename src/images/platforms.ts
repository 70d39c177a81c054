import { db } from "../db/client.ts";
import type { FoundImage } from "./find.ts";
import { isAttestation } from "./kinds.ts";

/** A manifest that an index lists. */
export interface Listed {
  digest: string;
  platform: string | null;
  artifactType: string | null;
  /** Null while it is not known as a manifest, or has not been read. */
  totalSize: bigint | null;
  known: boolean;
}

export interface Inside {
  platforms: Listed[];
  /** What runs nowhere and says nothing about another one. */
  others: Listed[];
  /** How many attestations the builder put beside the platforms. */
  attestations: number;
}

/** What is inside an index: attestations are papers of a platform, and no platforms. */
export async function insideOf(image: FoundImage): Promise<Inside> {
  const known = await sizes(image);
  const listed = image.children.map(({ digest, platform, artifactType, annotations }) => ({
    digest,
    platform,
    artifactType,
    totalSize: known.get(digest) ?? null,
    known: known.has(digest),
    attests: isAttestation(annotations),
  }));
  const rest = listed.filter(({ attests }) => !attests);
  return {
    platforms: rest.filter(({ platform }) => platform !== null),
    others: rest.filter(({ platform }) => platform === null),
    attestations: listed.length - rest.length,
  };
}

async function sizes({ repositoryId, children }: FoundImage): Promise<Map<string, bigint | null>> {
  const rows = await db.manifest.findMany({
    where: { repositoryId, digest: { in: children.map(({ digest }) => digest) } },
    select: { digest: true, totalSize: true },
  });
  return new Map(rows.map(({ digest, totalSize }) => [digest, totalSize]));
}
