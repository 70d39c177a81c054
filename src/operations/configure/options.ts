import { isRepositoryName, isTag } from "../../registry/names.ts";
import {
  eventsUrlCheck,
  folderCheck,
  listenCheck,
  plainFileCheck,
  realmCheck,
  upstreamCheck,
} from "../../registry/option-checks.ts";
import { clientScheme, type Instance } from "./instance.ts";
import type { Option } from "./kind.ts";

/** One of some words. The first is chosen unless the instance says otherwise. */
export function choice(
  name: string,
  choices: readonly [string, ...string[]],
  words: { label: string; hint: string; initial?: (instance: Instance) => string },
): Option {
  return {
    initial: () => choices[0],
    ...words,
    name,
    choices,
    ok: (text) => choices.includes(text),
    sentence: `must be ${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}.`,
  };
}

type Words = Pick<Option, "name" | "label" | "hint">;
type Typed = Omit<Option, keyof Words>;

const line = (max: number) => (text: string) =>
  text.trim() !== "" && text.length <= max && !/\p{Cc}/u.test(text);

export const registryVersion = choice("registry", ["3", "2"], {
  label: "Registry version",
  hint: "The major version of Distribution: 3, or 2 for 2.8.",
});

export const scheme = choice("scheme", ["https", "http"], {
  label: "Clients reach the registry by",
  hint: "http only in a network that you trust: passwords and images pass unencrypted.",
  initial: clientScheme,
});

export const does = choice("does", ["push", "pull"], {
  label: "The job",
  hint: "push builds an image and pushes it.",
});

const username: Option = {
  name: "username",
  label: "User or robot",
  hint: "Who logs in. A robot is better than a person: nobody has to change it when somebody leaves.",
  initial: ({ username }) => username,
  ok: line(255),
  sentence: "must be the name of a user or a robot, such as web+ci.",
};

const repository: Option = {
  name: "repository",
  label: "Repository",
  hint: "The name of the image, without the host.",
  initial: ({ repository }) => repository,
  ok: isRepositoryName,
  sentence: "must be a repository in lower case, such as web/app.",
};

const tag: Option = {
  name: "tag",
  label: "Tag",
  hint: "The tag of the image.",
  initial: () => "latest",
  ok: isTag,
  sentence: "must be a tag of letters, digits and . _ -, such as 1.0.",
};

export const job = [username, repository, does];
export const imageOptions = [repository, tag];
export const account = [username];

/** A name in Kubernetes. */
export const label = (words: Words, initial: string): Option => ({
  ...words,
  initial: () => initial,
  ok: (text) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text),
  sentence: `must be a name of lower-case letters, digits and -, such as ${initial || "web"}.`,
});

export const optional = (option: Option): Option => ({
  ...option,
  ok: (text) => text === "" || option.ok(text),
});

export const listen = (initial: Option["initial"]): Option => ({
  name: "listen",
  label: "Listens on",
  hint: "The address and port of the registry itself.",
  initial,
  ...listenCheck,
});

export const storage = (initial: Option["initial"]): Option => ({
  name: "storage",
  label: "Storage folder",
  hint: "Where the registry stores images.",
  initial,
  ...folderCheck,
});

export const realm: Option = {
  name: "realm",
  label: "Token address",
  hint: "Where clients get tokens, as they reach it.",
  initial: ({ settings }) => settings.realm,
  ...realmCheck,
};

export const eventsUrl = (initial: Option["initial"]): Option => ({
  name: "events-url",
  label: "Events address",
  hint: "Where the registry sends its notifications, as the registry reaches it.",
  initial,
  ...eventsUrlCheck,
});

export const file = (words: Words, initial: string): Option => ({
  ...words,
  initial: () => initial,
  ...plainFileCheck(initial),
});

/** A file or folder on the command line or in quotes, of whatever name. */
export const path = (words: Words, initial: Option["initial"]): Option => ({
  ...words,
  initial,
  ok: line(500),
  sentence: "must be the path of a file, such as /etc/portus/portus.crt.",
});

export const portusUpstream: Option = {
  name: "portus-upstream",
  label: "Portus listens on",
  hint: "Where the proxy reaches Portus.",
  initial: ({ site }) => site.portus,
  ...upstreamCheck("portus:3000"),
};

export const registryUpstream: Option = {
  name: "registry-upstream",
  label: "The registry listens on",
  hint: "Where the proxy reaches the registry.",
  initial: ({ site }) => site.registry,
  ...upstreamCheck("registry:5000"),
};

/** The name of a container image. */
export const image = (words: Words, initial: string): Option => ({
  ...words,
  initial: () => initial,
  ok: (text) => text.length <= 300 && /^[a-z0-9][\w./:@-]*$/i.test(text),
  sentence: `must be the name of an image, such as ${initial}.`,
});

export const size: Option = {
  name: "size",
  label: "Volume",
  hint: "The size of the volume with the images.",
  initial: () => "50Gi",
  ok: (text) => /^[1-9]\d{0,5}(Mi|Gi|Ti|M|G|T)$/.test(text),
  sentence: "must be a size of Kubernetes, such as 50Gi.",
};

export const text = (words: Words, typed: Partial<Typed> & { example: string }): Option => ({
  ...words,
  initial: () => "",
  ok: line(500),
  sentence: `must be one line, such as ${typed.example}.`,
  ...typed,
});
