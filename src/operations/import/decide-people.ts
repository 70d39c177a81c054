import { ProfileForm } from "../../identity/people/schemas.ts";
import { hashProblem } from "../../identity/sign-in/bcrypt.ts";
import { Email } from "../../platform/email-address.ts";
import { namespaceNameFrom } from "../../registry/names.ts";
import { Username } from "../../tenancy/accounts/schemas.ts";
import type { KnownUser, State } from "./catalogue-state.ts";
import { type PersonDecision, refused } from "./decision.ts";
import type { PlannedPerson } from "./plan.ts";

/** Decides about people by the rules of new accounts. An account that exists is never changed. */
export function decidePeople(
  people: readonly PlannedPerson[],
  state: State,
  { merge }: { merge: boolean },
): PersonDecision[] {
  const spellings = spellingsOf(people);
  const emails = new Set(state.emails);
  return people.map((person): PersonDecision => {
    const base = { kind: "person", name: person.name, account: null, mayJoin: false } as const;
    const name = Username.safeParse(person.name);
    if (!name.success) return { ...base, ...refused(name.error.issues[0]?.message ?? "") };

    const username = name.data;
    const chosen = spellings.get(username);
    if (chosen !== person.name)
      return { ...base, ...refused(`${chosen} has the same name in lower case`) };
    const user = state.users.get(username);
    if (user) return { ...base, name: username, ...existing(person, user, merge) };
    return created(person, username, { state, emails });
  });
}

/** The spelling that gets a name which several people have in lower case: the exact one, else the first. */
function spellingsOf(people: readonly PlannedPerson[]): Map<string, string> {
  const spellings = new Map<string, string>();
  for (const { name } of people) {
    const username = name.trim().normalize("NFC").toLowerCase();
    if (!spellings.has(username) || name === username) spellings.set(username, name);
  }
  return spellings;
}

type Existing = Pick<PersonDecision, "outcome" | "why" | "mayJoin">;

function existing(person: PlannedPerson, user: KnownUser, merge: boolean): Existing {
  if (user.robot) return { ...refused("a robot has this name"), mayJoin: false };
  const differing = [
    ...(person.email && person.email.trim().toLowerCase() !== user.email ? ["e-mail address"] : []),
    ...(person.displayName && person.displayName.trim() !== user.displayName
      ? ["display name"]
      : []),
  ];
  const mayJoin = merge && user.disabledAt === null;
  if (differing.length === 0)
    return { outcome: "exists", why: "an account has this name", mayJoin };
  const why = `the account has another ${differing.join(" and another ")}`;
  return { outcome: "differs", why, mayJoin };
}

function created(
  { name, passwordHash, ...given }: PlannedPerson,
  username: string,
  { state, emails }: { state: State; emails: Set<string> },
): PersonDecision {
  const problem = passwordHash === null ? "the source has none" : hashProblem(passwordHash);
  const { email, note } = emailOf(given.email, emails);
  const displayName = ProfileForm.shape.displayName.safeParse(given.displayName ?? "").data ?? null;
  const notes = [
    problem ? `no password: ${problem}` : "with the password",
    ...(name === username ? [] : [`spelled ${name} in the source`]),
    ...note,
    ...namespaceNote(username, state),
  ];
  return {
    kind: "person",
    name: username,
    outcome: "create",
    why: notes.join("; "),
    account: {
      username,
      email,
      displayName,
      passwordHash: problem ? null : passwordHash,
      admin: false,
    },
    mayJoin: true,
  };
}

/** The address, unless it is not valid or another account has it. */
function emailOf(given: string | null, taken: Set<string>) {
  if (!given) return { email: null, note: [] };
  const { data: email } = Email.safeParse(given);
  if (email === undefined)
    return { email: null, note: ["without the e-mail address, which is not valid"] };
  if (taken.has(email))
    return { email: null, note: ["without the e-mail address, which another account has"] };
  taken.add(email);
  return { email, note: [] };
}

function namespaceNote(username: string, { namespaces }: State): string[] {
  const name = namespaceNameFrom(username);
  return name && namespaces.has(name)
    ? [`the namespace ${name} exists, so the personal one gets a number`]
    : [];
}
