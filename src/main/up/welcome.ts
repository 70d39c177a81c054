import type { Config } from "../../platform/config/config.ts";
import { paths } from "../../platform/paths/paths.ts";
import { realmOf, realmProblems } from "../../registry/config/realm.ts";

/** The text with the next steps, printed once everything is up. `setupCode` is null if there is an account. */
export function welcome(config: Config, { setupCode }: { setupCode: string | null }): string {
  const { url, registry, dataDir } = config;
  const notes = realmProblems(realmOf(config)).map((problem) => `\nNote: ${problem}\n`);
  return `
Portus is up:  ${url}
The registry:  ${registry.host}
Kept in:       ${dataDir}

1. ${setupCode === null ? `Open ${url} and sign in.` : firstStep(url, setupCode)}
2. docker login ${registry.host}
3. docker tag IMAGE ${registry.host}/YOUR-NAME/IMAGE
   docker push ${registry.host}/YOUR-NAME/IMAGE
   (podman, skopeo and buildah want --tls-verify=false: this registry speaks plain http.)

${notes.join("")}
Ctrl-C stops all of it.
`;
}

/** The link carries the setup code, which only the first person needs. */
function firstStep(url: string, setupCode: string): string {
  return `Open ${url}${paths.signUp(setupCode)}
   and sign up. The first person becomes admin.`;
}
