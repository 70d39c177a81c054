import { test } from "node:test";
import { findProgram, variableOf } from "../support/clients/programs.ts";

const programs = [
  "skopeo",
  "podman",
  "buildah",
  "docker",
  "dockerd",
  "crane",
  "oras",
  "regctl",
  "helm",
  "cosign",
  "notation",
  "buildctl",
  "buildkitd",
  "docker-buildx",
  "containerd",
  "ctr",
  "nerdctl",
];
const missing = programs.filter((name) => !findProgram(name));
const named = missing.map((name) => `${name} (${variableOf(name)})`).join(", ");

test("every supported client is on this machine", {
  skip:
    missing.length > 0 && `Left out: ${named}. Name them by these variables, or: bin/clients all`,
}, () => {});
