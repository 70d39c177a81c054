import type { Config } from "../../platform/config/config.ts";
import { realmOf, realmProblems } from "../../registry/config/realm.ts";

/** The text with the next steps, printed once everything is up. `founded`: whether there is an account. */
export function welcome(config: Config, { founded }: { founded: boolean }): string {
  const { url, registry, dataDir } = config;
  const notes = realmProblems(realmOf(config)).map((problem) => `\nNote: ${problem}\n`);
  return `
Portus is up:  ${url}
The registry:  ${registry.host}
Kept in:       ${dataDir}

1. Open ${url} and ${founded ? "sign in." : "sign up. The first person becomes admin."}
2. docker login ${registry.host}
3. docker tag IMAGE ${registry.host}/YOUR-NAME/IMAGE
   docker push ${registry.host}/YOUR-NAME/IMAGE
   (podman, skopeo and buildah want --tls-verify=false: this registry speaks plain http.)

${notes.join("")}
Ctrl-C stops all of it.
`;
}
