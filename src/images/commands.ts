import type { KindName } from "./kinds.ts";

export interface Command {
  label: string;
  command: string;
}

/** How to get an image, or another artifact, with each client that can. */
export function pullCommands(kind: KindName, name: string, reference: string): Command[] {
  const image = reference.includes(":") ? `${name}@${reference}` : `${name}:${reference}`;
  const directory = reference.replace(":", "-").slice(0, 19);
  const skopeo = {
    label: "skopeo",
    command: `skopeo copy --all docker://${image} dir:${directory}`,
  };
  if (kind === "image" || kind === "index")
    return [
      { label: "docker", command: `docker pull ${image}` },
      { label: "podman", command: `podman pull ${image}` },
      skopeo,
    ];
  const oras = { label: "oras", command: `oras pull ${image}` };
  return kind === "chart" ? [helm(name, reference), oras, skopeo] : [oras, skopeo];
}

/** A chart's version is its tag, and a plus in it is an underscore there: tags have no plus. */
function helm(name: string, reference: string): Command {
  const version = reference.includes(":")
    ? `@${reference}`
    : ` --version ${reference.replaceAll("_", "+")}`;
  return { label: "helm", command: `helm pull oci://${name}${version}` };
}
