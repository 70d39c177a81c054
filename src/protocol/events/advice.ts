const advices: [RegExp, string][] = [
  [
    /unknown registry/,
    "People reach the registry under a host that Portus does not know. If it is yours, set PORTUS_REGISTRY_HOST or PORTUS_REGISTRY_EXTERNAL_HOST to what they type, start Portus again and try the event again.",
  ],
  [
    /^Cannot find user: /,
    "Registries ask Portus who pushes only with auth.token in their config; `bin/portus registry-config` prints it.",
  ],
  [
    /^Cannot find user/,
    "The account was deleted or renamed, or the registry trusts tokens that are not from here.",
  ],
  [/^Cannot find namespace/, "Make the namespace, then try the event again."],
  [
    /^Applying it broke/,
    "Portus tried for some hours. If it breaks again, the log has the whole error: it is worth a bug report.",
  ],
  [
    /exceeds|not a JSON object|no list of events/,
    "Something else than a registry may be sending here.",
  ],
];

/** What an admin can do about an event that was set aside for this reason; null if nothing needs to be done. */
export function adviceOn(reason: string | null): string | null {
  return advices.find(([about]) => about.test(reason ?? ""))?.[1] ?? null;
}
