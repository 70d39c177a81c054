// The requests of clients to the token endpoint, recorded by a relay between real clients and Portus (docs/clients.md).

export type Credential =
  | { kind: "secret"; username: string; secret: string } // a password or an application token
  | { kind: "identity"; username: string; secret: string } // the refresh token that docker login stores
  | { kind: "nobody" };

/** A request. `basic` is the name and the secret of its Authorization header. */
export interface Ask {
  method: "GET" | "POST";
  fields: [name: string, value: string][];
  basic?: [name: string, secret: string];
}

/** The requests of a client for one token, in order. It sends the next after a refusal. */
export type Sequence = (credential: Credential, scopes: readonly string[]) => Ask[];

const service = (name: string): [string, string] => ["service", name];
const each = (scopes: readonly string[]) => scopes.map((it): [string, string] => ["scope", it]);
const joined = (scopes: readonly string[]) => each(scopes.length > 0 ? [scopes.join(" ")] : []);

/** The requests of every client at a registry. */
export function sequencesOf(registry: string): Record<string, Sequence> {
  const at = service(registry);
  return {
    "docker engine 29, containerd and Kubernetes": containerd("containerd-client"),
    "buildctl and docker buildx": containerd("buildkit-client"),
    "docker engine to 28": distribution("docker"),
    "docker manifest": distribution("registry-client"),
    "skopeo, podman and buildah": distribution("containers/image", each),
    "crane, ko, kaniko and cosign": plain("go-containerregistry"),
    "oras and helm": plain("oras-go"),
    notation: plain("notation"),
    "a program that takes credential helpers at their word": (it, scopes) =>
      it.kind === "identity"
        ? [{ method: "GET", fields: [...each(scopes), at], basic: ["<token>", it.secret] }]
        : plain("any")(it, scopes),
    regctl: (it, scopes) => {
      const id: [string, string] = ["client_id", "regclient/regctl (v0.11.7)"];
      if (it.kind !== "secret") return plain(id[1])(it, scopes);
      const fields = [account(it.username), id, ...each(scopes), at];
      return [{ method: "GET", fields, basic: [it.username, it.secret] }];
    },
    "the OCI conformance suite": (it, scopes) => {
      const basic: [string, string] = it.kind === "nobody" ? ["", ""] : [it.username, it.secret];
      return [{ method: "GET", fields: [...joined(scopes), at], basic }];
    },
  };

  /** POST for any credential; then Basic, with an empty name for an identity token. */
  function containerd(clientId: string): Sequence {
    return (it, scopes) => {
      if (it.kind === "nobody") return [{ method: "GET", fields: [...each(scopes), at] }];
      const basic: [string, string] = [it.kind === "secret" ? it.username : "", it.secret];
      const fallback: Ask = { method: "GET", fields: [...each(scopes), at], basic };
      if (it.kind === "identity") return [refresh(clientId, it.secret, joined(scopes)), fallback];
      const fields: Ask["fields"] = [
        ["client_id", clientId],
        ["grant_type", "password"],
        ["password", it.secret],
        ...joined(scopes),
        at,
        ["username", it.username],
      ];
      return [{ method: "POST", fields }, fallback];
    };
  }

  /** The client library of old docker versions and its derivatives. */
  function distribution(clientId: string, form = joined): Sequence {
    return (it, scopes) => {
      if (it.kind === "identity") return [refresh(clientId, it.secret, form(scopes))];
      if (it.kind === "nobody") return [{ method: "GET", fields: [...each(scopes), at] }];
      const fields = [account(it.username), ...each(scopes), at];
      return [{ method: "GET", fields, basic: [it.username, it.secret] }];
    };
  }

  function plain(clientId: string): Sequence {
    return (it, scopes) => {
      if (it.kind === "identity") return [refresh(clientId, it.secret, joined(scopes))];
      const fields = [...each(scopes), at];
      if (it.kind === "nobody") return [{ method: "GET", fields }];
      return [{ method: "GET", fields, basic: [it.username, it.secret] }];
    };
  }

  function refresh(clientId: string, secret: string, scopes: Ask["fields"]): Ask {
    const grant: Ask["fields"] = [
      ["client_id", clientId],
      ["grant_type", "refresh_token"],
      ["refresh_token", secret],
    ];
    return { method: "POST", fields: [...grant, ...scopes, at] };
  }

  function account(username: string): [string, string] {
    return ["account", username];
  }
}

/** The requests of `login` commands, without a scope. */
export function loginsOf(registry: string): Record<string, (name: string, secret: string) => Ask> {
  const at = service(registry);
  const basic = (name: string, secret: string): [string, string] => [name, secret];
  return {
    "docker login": (name, secret) => ({
      method: "GET",
      fields: [["account", name], ["client_id", "docker"], ["offline_token", "true"], at],
      basic: basic(name, secret),
    }),
    "podman, buildah and skopeo login": (name, secret) => ({
      method: "GET",
      fields: [["account", name], at],
      basic: basic(name, secret),
    }),
    "oras and notation login": (name, secret) => ({
      method: "GET",
      fields: [at],
      basic: basic(name, secret),
    }),
    "helm registry login": (name, secret) => ({
      method: "POST",
      fields: [
        ["client_id", "oras-go"],
        ["grant_type", "password"],
        ["password", secret],
        at,
        ["username", name],
      ],
    }),
    "regctl registry login": (name, secret) => ({
      method: "GET",
      fields: [["account", name], ["client_id", "regclient/regctl (v0.11.7)"], at],
      basic: basic(name, secret),
    }),
  };
}
