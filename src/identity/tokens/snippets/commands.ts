import { shellWord } from "./quoting.ts";

/** What a new token is for, as far as the snippets need to know. */
export interface Use {
  host: string;
  username: string;
  secret: string;
  /** The name of a repository that the token may use. */
  repository: string;
  does: "push" | "pull" | "login";
}

/** The name of the variable that holds the secret, wherever it is stored. */
export const variable = "PORTUS_TOKEN";

/**
 * Logs in without the secret in the command, where other users of the machine and the shell's history would see it.
 * Buildah takes no options after the host.
 */
export function login({ host, username }: Use, tool = "docker"): string {
  return `printf %s "$${variable}" | ${tool} login --username ${shellWord(username)} --password-stdin ${shellWord(host)}`;
}

/** The lines of a job: log in, then pull, or build and push. `tag` is that of the new image. */
export function jobLines(use: Use, tag: string): string {
  return [login(use), ...imageLines(use, tag)].join("\n");
}

export function imageLines(use: Use, tag: string): string[] {
  const image = `${use.host}/${use.repository}`;
  if (use.does === "push")
    return [`docker build --tag "${image}:${tag}" .`, `docker push "${image}:${tag}"`];
  return use.does === "pull" ? [`docker pull "${image}:latest"`] : [];
}
