import type { ManifestKind } from "../../platform/db/client.ts";

export interface Command {
  label: string;
  command: string;
}

export interface PullTarget {
  kind: ManifestKind;
  artifactType: string | null;
  /** The digest of the manifest that a signature, an SBOM or an attestation belongs to. */
  subject: string | null;
  name: string;
  reference: string;
}

export function pullCommands(wanted: PullTarget): Command[] {
  const { kind, artifactType, name, reference, subject } = wanted;
  const separator = reference.includes(":") ? "@" : ":";
  const args = {
    name,
    reference,
    image: `${name}${separator}${reference}`,
    subject: subject && `${name}@${subject}`,
  };
  const special =
    kind === "cache" ? undefined : clients.find(([type]) => type.test(artifactType ?? ""));
  return [...(special?.[1] ?? []), ...byKind[kind]].flatMap((make) => make(args) ?? []);
}

interface PullArguments extends Pick<PullTarget, "name" | "reference"> {
  /** The name and the reference, joined as clients expect. */
  image: string;
  subject: string | null;
}

type CommandMaker = (place: PullArguments) => Command | null;

const client =
  (label: string, command: string): CommandMaker =>
  ({ image }) => ({ label, command: `${command}${image}` });

const subjectClient =
  (label: string, command: string): CommandMaker =>
  ({ subject }) =>
    subject ? { label, command: `${command}${subject}` } : null;

const docker = client("docker", "docker pull ");
const podman = client("podman", "podman pull ");
const oras = client("oras", "oras pull ");
const regctl = client("regctl", "regctl artifact get ");
const skopeo: CommandMaker = ({ image, reference }) => ({
  label: "skopeo",
  command: `skopeo copy --all docker://${image} dir:${reference.replace(":", "-").slice(0, 19)}`,
});

/** A chart's version is its tag. A tag cannot have a plus, so helm writes an underscore instead. */
const helm: CommandMaker = ({ name, reference }) => {
  const version = reference.includes(":")
    ? `@${reference}`
    : ` --version ${reference.replaceAll("_", "+")}`;
  return { label: "helm", command: `helm pull oci://${name}${version}` };
};

const byKind = {
  image: [docker, podman, skopeo],
  index: [docker, podman, skopeo],
  schema1: [podman, skopeo], // docker no longer pulls them
  chart: [helm, oras, skopeo],
  model: [oras, skopeo],
  wasm: [client("wkg", "wkg oci pull "), oras, skopeo],
  artifact: [oras, skopeo],
  artifact_index: [client("oras", "oras manifest fetch "), skopeo],
  sbom: [oras, regctl, skopeo],
  signature: [regctl, skopeo],
  attestation: [regctl, skopeo],
  cache: [],
} satisfies Record<ManifestKind, readonly CommandMaker[]>;

/** Clients made for one type of artifact; they come first. */
const clients: readonly [RegExp, readonly CommandMaker[]][] = [
  [/vnd\.cncf\.model\b|vnd\.cnai\.model\b/, [client("modctl", "modctl pull ")]],
  [/vnd\.docker\.ai\b/, [client("docker", "docker model pull ")]],
  [/vnd\.ollama\b/, [client("ollama", "ollama pull ")]],
  [/kitops\b/, [client("kit", "kit pull ")]],
  [/fermyon\.spin\b/, [client("spin", "spin up --from ")]],
  [/cncf\.flux\b/, [client("flux", "flux pull artifact oci://")]],
  [/docker\.plugin\b/, [client("docker", "docker plugin install ")]],
  [/docker\.compose\b/, [client("docker", "docker compose --file oci://")]],
  [/sylabs\.sif\b/, [client("apptainer", "apptainer pull oras://")]],
  [/openpolicyagent\b/, [client("conftest", "conftest pull oci://")]],
  [/cncf\.notary\b/, [subjectClient("notation", "notation verify ")]],
  [/cosign\.simplesigning\b/, [subjectClient("cosign", "cosign verify --key cosign.pub ")]],
  [/sigstore\.bundle\b/, [subjectClient("cosign", "cosign verify --key cosign.pub ")]],
  [/dsse\b/, [subjectClient("cosign", "cosign download attestation ")]],
];
