import type { ManifestKind } from "../../platform/db/client.ts";
import { type PullTarget, pullCommands } from "./pull-commands.ts";

/** How to get an image with one client: by its tag, if it has one, and by its digest. */
export interface PullLine {
  label: string;
  byTag: string | null;
  byDigest: string;
  /** It is a line of a file, not a command of a shell. */
  isText: boolean;
  note: string;
}

export type Pullable = Omit<PullTarget, "reference">;

export function pullLines(
  target: Pullable,
  { tag, digest }: { tag: string | null; digest: string },
): PullLine[] {
  const byTag = tag === null ? [] : pullCommands({ ...target, reference: tag });
  const commands = pullCommands({ ...target, reference: digest }).map(({ label, command }, at) => ({
    label,
    byTag: byTag[at]?.command ?? null,
    byDigest: command,
    isText: false,
    note: "",
  }));
  if (!images.includes(target.kind)) return commands;
  const others = runtimes.map(({ before, ...line }) => ({
    ...line,
    byTag: tag === null ? null : `${before}${target.name}:${tag}`,
    byDigest: `${before}${target.name}@${digest}`,
  }));
  return [...commands, ...others];
}

const images: readonly ManifestKind[] = ["image", "index"];

/** What runs containers or builds on them. The API does not list these: programs have their own. */
const runtimes: readonly (Pick<PullLine, "label" | "isText" | "note"> & { before: string })[] = [
  { label: "nerdctl", before: "nerdctl pull ", isText: false, note: "" },
  {
    label: "containerd",
    before: "ctr images pull ",
    isText: false,
    note: "ctr does not know that docker is signed in. If this needs a sign-in, add --user with your user name.",
  },
  {
    label: "crictl",
    before: "crictl pull ",
    isText: false,
    note: "If this needs a sign-in, add --creds with your user name and an application token.",
  },
  {
    label: "Kubernetes",
    before: "image: ",
    isText: true,
    note: "If this needs a sign-in, the pod needs an imagePullSecret.",
  },
  { label: "Dockerfile", before: "FROM ", isText: true, note: "" },
];
