import { nameProblem } from "../../registry/names.ts";

const advice: [reason: RegExp, advice: string][] = [
  [
    /unknown registry/,
    "Clients use a host name of the registry that Portus does not know. If it is yours, set PORTUS_REGISTRY_HOST or PORTUS_REGISTRY_EXTERNAL_HOST to it, restart Portus and retry the event.",
  ],
  [
    /^The event names the registry /,
    "Give each registry its own events secret: `bin/portus registry-config --name NAME` prints it. If both are right, somebody sends events in the name of another registry.",
  ],
  [
    /may not push to .* does not prove who pushed/,
    "What the registry has is in the catalogue, marked “unproven pusher”. If this was no change of the push policy, somebody may know the events secret of the registry: rotate it.",
  ],
  [
    /not delete from .* does not prove the deletion/,
    "What the registry no longer has is removed from the catalogue, and nothing else. If roles and the settings of deletion have not changed, somebody may know the events secret of the registry: rotate it.",
  ],
  [
    /^Cannot find user: /,
    "The registry needs auth.token in its configuration to ask Portus who pushes; `bin/portus registry-config` prints it.",
  ],
  [
    /^Cannot find user/,
    "The account was deleted or renamed, or the registry trusts tokens of another issuer.",
  ],
  [/^(Cannot find|There is no) namespace/, "Create the namespace, then retry the event."],
  [
    /^The event('s| has no)/,
    "A registry sends no such event, so something else may be sending events here. A retry would fail again: dismiss the event.",
  ],
  [
    /^Applying it (failed|broke)/,
    "Portus retried for some hours. If it fails again, report a bug with the error from the log.",
  ],
  [
    /exceeds|not a JSON object|no list of events/,
    "Something other than a registry may be sending events here.",
  ],
];

/** What an admin can do about an event that failed or was ignored for this reason; null if nothing. */
export function adviceOn(reason: string | null): string | null {
  if (namesImpossibleNamespace(reason ?? ""))
    return "No namespace can have this name, and no registry accepts a push to it. Something other than a registry may be sending events here.";
  return advice.find(([about]) => about.test(reason ?? ""))?.[1] ?? null;
}

function namesImpossibleNamespace(reason: string): boolean {
  const name = /^There is no namespace "(.*)" in the registry /s.exec(reason)?.[1];
  return name !== undefined && nameProblem(name) !== null;
}
