import type { Rules } from "../../../platform/config/config.ts";
import { plural } from "../../../platform/plural.ts";
import { whoMay } from "../../../tenancy/namespaces/sentences.ts";
import { type Guarded, visibilityOf } from "../../../tenancy/policy/policy.ts";
import { type FoundRepository, guardedBy } from "../find.ts";
import { allowedVisibilities } from "../policy.ts";

export function accessSentence(repository: FoundRepository, rules: Rules): string {
  const visibility = visibilityOf(guardedBy(repository));
  const sentence = whoMay({ ...repository.namespace, visibility }, rules);
  const { length } = repository.members;
  if (length === 0) return sentence;
  const people = plural(length, "member has", "members have");
  return `${sentence} ${people} a role in this repository only.`;
}

const whoPulls = {
  private: "Members of the team and of this repository may pull.",
  protected: "Anyone signed in may pull.",
  public: "Anyone may pull, without signing in.",
};

/** The visibilities that a repository may have, as choices of a form; "" means its namespace's. */
export function visibilityChoices({ visibility }: Pick<Guarded, "visibility">) {
  return [
    { value: "", label: `same as the namespace (${visibility})`, hint: whoPulls[visibility] },
    ...allowedVisibilities({ visibility }).map((value) => ({
      value,
      label: value,
      hint: whoPulls[value],
    })),
  ];
}
