import type { Actor } from "../../identity/actor/actor.ts";
import { type Rejection, rejectionIn } from "../../identity/sign-in/rejection.ts";
import { paths } from "../../platform/paths/paths.ts";
import { canSeeReason } from "../decisions/policy.ts";
import type { SeenDecision } from "../decisions/seen.ts";
import type { Offer } from "./offers.ts";

/**
 * What helps after credentials were refused. Readers who may not see the reason get the same whatever it is: it must not
 * tell whether the account exists.
 */
export function signInOffers(reader: Actor | null, seen: SeenDecision): Offer[][] {
  const why = rejectionIn(seen.row.because);
  if (!why) return [];
  const helps = helpFor(reader, seen);
  const found = canSeeReason(seen.relation) ? cures[why](helps) : forAnyReason(helps);
  return found.map((offer) => [offer]);
}

type Helps = ReturnType<typeof helpFor>;

const byToken = "Log in with an application token instead of the password.";

const forAnyReason = ({ login, reset, otherToken }: Helps): Offer[] => [
  login("Check the user name and the password, and log in again"),
  reset,
  otherToken(byToken),
  { sentence: "If the account is disabled, an admin can enable it again." },
];

const cures: Record<Rejection["why"], (helps: Helps) => Offer[]> = {
  unknown_account: ({ newAccount }) => [
    { sentence: "Check the spelling of the user name." },
    newAccount,
  ],
  wrong_password: ({ login, reset, otherToken }) => [
    login("Check the password, and log in again"),
    reset,
    otherToken(byToken),
  ],
  suspended: ({ account }) => [
    { sentence: "Sign in to Portus through the provider again." },
    account("An admin enables the account, if the provider no longer can."),
  ],
  deprovisioned: ({ account }) => [
    { sentence: "The people who run the sign-in provider assign Portus to the account again." },
    account("An admin enables the account, if the provider no longer can."),
  ],
  second_factor: ({ otherToken }) => [
    otherToken("Create an application token, and log in with it."),
  ],
  second_factor_missing: ({ otherToken }) => [
    {
      sentence: "Sign in to Portus, and add a second factor.",
      link: { label: "Security", href: paths.security() },
    },
    otherToken("Create an application token, and log in with it."),
  ],
  wrong_second_factor: ({ account }) => [
    { sentence: "Enter the newest code of the app, or a recovery code, or use a passkey." },
    account("An admin resets the second factors, if they are lost."),
  ],
  wrong_passkey: () => [
    { sentence: "Sign in with the password first, then use the passkey as the second factor." },
  ],
  disabled: ({ account }) => [account("An admin enables the account again.")],
  disabled_there: () => [{ sentence: "The account is enabled again at the directory." }],
  ambiguous_name: () => [
    { sentence: "The settings of the directory are narrowed, so that one entry has this name." },
  ],
  no_account: ({ account }) => [
    account(
      "An admin changes who gets an account by the directory, or creates one and connects it.",
    ),
  ],
  directory_password: ({ otherToken }) => [otherToken(byToken)],
  robot: ({ otherToken }) => [otherToken("Log in with an application token of the robot.")],
  throttled: ({ otherToken }) => [
    { sentence: "Wait a few minutes, then log in again." },
    otherToken(byToken),
  ],
  unknown_token: ({ otherToken }) => [
    otherToken("Create an application token, and log in with it."),
  ],
  other_account: () => [{ sentence: "Log in with the user name that the token belongs to." }],
  expired_token: ({ otherToken }) => [otherToken("Rotate the token, or create another.")],
  wrong_address: ({ otherToken }) => [
    { sentence: "Use the token from one of the addresses that it is limited to." },
    otherToken("Create a token for this address."),
  ],
  not_for_registry: ({ otherToken }) => [
    otherToken("Create an application token with the scope registry."),
  ],
  unknown_client: ({ login }) => [login("Log in again")],
  expired_client: ({ login }) => [login("Log in again")],
  other_service: ({ login }) => [login("Log in to this registry")],
  refresh_token: ({ login }) => [login("Log in with a password or an application token")],
};

function helpFor(reader: Actor | null, seen: SeenDecision) {
  const { user, relation, row } = seen;
  const isAdmin = relation === "admin";
  return {
    login: (what: string): Offer => ({
      sentence: row.service ? `${what}: docker login ${row.service}` : `${what}.`,
    }),
    reset: {
      sentence: "Reset the password, if it is forgotten.",
      link: { label: "Forgotten password", href: paths.forgottenPassword() },
    },
    newAccount: {
      sentence: "Create the account, if it should exist.",
      ...(isAdmin && { link: { label: "New user", href: paths.newUser() } }),
    },
    account: (sentence: string): Offer => ({
      sentence,
      ...(isAdmin && user?.id && { link: { label: "Account", href: paths.user({ id: user.id }) } }),
    }),
    otherToken: (sentence: string): Offer => ({ sentence, ...tokensOf(reader, seen) }),
  };
}

/** Where a reader creates application tokens: their own, or those of a robot that they manage. */
function tokensOf(reader: Actor | null, { user, relation }: SeenDecision): Pick<Offer, "link"> {
  const label = "Application tokens";
  if (!reader || relation === "admin") return {};
  const robot = relation === "self" && user?.id !== reader.id ? user?.id : null;
  return { link: { label, href: robot ? paths.robot({ id: robot }) : paths.profile() } };
}
