import { execFile } from "node:child_process";

/** The arguments with which each client lists repositories and tags. */
export const clients: Client[] = [
  {
    name: "crane",
    repositories: (host) => ["catalog", host],
    tags: (name) => ["ls", name],
  },
  {
    name: "oras",
    repositories: (host) => ["repo", "ls", "--plain-http", host],
    tags: (name) => ["repo", "tags", "--plain-http", name],
  },
  {
    name: "regctl",
    repositories: (host) => ["--host", `reg=${host},tls=disabled`, "repo", "ls", host],
    tags: (name, host) => ["--host", `reg=${host},tls=disabled`, "tag", "ls", name],
  },
  {
    name: "podman",
    repositories: (host) => ["search", "--tls-verify=false", "--format", "{{.Name}}", `${host}/`],
    tags: (name) => ["search", "--tls-verify=false", "--list-tags", "--format", "{{.Tag}}", name],
  },
  {
    name: "skopeo",
    tags: (name) => ["list-tags", "--tls-verify=false", `docker://${name}`],
  },
];

interface Client {
  name: string;
  repositories?: (host: string) => string[];
  tags: (repository: string, host: string) => string[];
}

/** Asynchronous, because this process must go on reading the pipes of the programs under test. */
export function run([file = "", ...words]: string[], env: Record<string, string>) {
  const options = { env: { ...process.env, ...env }, timeout: 60_000 };
  return new Promise<{ status: number; output: string }>((resolve) => {
    execFile(file, words, options, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === "number" ? error.code : -1) : 0;
      resolve({ status, output: stdout + stderr + (status < 0 ? error?.message : "") });
    });
  });
}
