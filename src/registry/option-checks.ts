import { portProblem } from "../platform/port.ts";
import { hostOf } from "./hosts.ts";

/** Whether a value can be written into a configuration, and the end of the sentence that says what to write instead. */
export interface OptionCheck {
  ok(text: string): boolean;
  sentence: string;
}

/** What is wrong with a value, as the end of a sentence; null if it can be used. */
export function optionProblem({ ok, sentence }: OptionCheck, value: string): string | null {
  return ok(value) ? null : `${sentence} ${portProblem(value) ?? ""}`.trim();
}

const isUrl = (text: string) => URL.canParse(text) && /^https?:\/\//i.test(text);
const urlSentence = (path: string) =>
  `must be an http or https address, such as https://portus.example.org${path}.`;

export const realmCheck: OptionCheck = { ok: isUrl, sentence: urlSentence("/v2/token") };

export const eventsUrlCheck: OptionCheck = {
  ok: isUrl,
  sentence: urlSentence("/v2/webhooks/events"),
};

export const listenCheck: OptionCheck = {
  ok: (text) =>
    /^([a-z0-9._-]+|\[[0-9a-f:.]+\])?:\d{1,5}$/i.test(text) &&
    Number(text.slice(text.lastIndexOf(":") + 1)) < 65_536,
  sentence: "must be host:port or :port, such as 127.0.0.1:5000 or :5000.",
};

export const folderCheck: OptionCheck = {
  ok: (text) => text.trim() !== "",
  sentence: "must be a folder, such as /var/lib/registry.",
};

export const upstreamCheck = (example: string): OptionCheck => ({
  ok: (text) => /^[a-z0-9.[\]:-]+:\d{1,5}$/i.test(text) && hostOf(`http://${text}`) !== null,
  sentence: `must be host:port, such as ${example}.`,
});

/** A file that a configuration names without quotes. nginx has no way to write $ in a name. */
export const plainFileCheck = (example: string): OptionCheck => ({
  ok: (text) => /^\/[\w.+@/-]+$/.test(text),
  sentence: `must be the whole path of a file, of letters, digits and . _ - + @ /, such as ${example}.`,
});
