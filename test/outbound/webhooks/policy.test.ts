import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import {
  canCreateWebhook,
  canManageWebhook,
  canSeeWebhooks,
} from "../../../src/outbound/webhooks/policy.ts";
import type { Rules } from "../../../src/platform/config/config.ts";
import {
  admin,
  contributor,
  members,
  owner,
  rules,
  stranger,
  viewer,
} from "../../support/data/policy-actors.ts";

const people = { owner, contributor, viewer, stranger, admin, nobody: null };
type Who = keyof typeof people;
const all = Object.keys(people) as Who[];

const namespace = { members };
const off = (rule: keyof Rules): Rules => ({ ...rules, [rule]: false });

const cases: [string, Who[], (actor: Actor | null) => boolean][] = [
  [
    "see webhooks and deliveries",
    ["owner", "contributor", "viewer", "admin"],
    (it) => canSeeWebhooks(it, namespace),
  ],
  [
    "create and delete webhooks",
    ["owner", "admin"],
    (it) => canCreateWebhook(it, namespace, rules),
  ],
  [
    "create and delete webhooks [create_webhook off]",
    ["admin"],
    (it) => canCreateWebhook(it, namespace, off("createWebhook")),
  ],
  [
    "create and delete webhooks [manage_webhook off]",
    ["owner", "admin"],
    (it) => canCreateWebhook(it, namespace, off("manageWebhook")),
  ],
  [
    "change, enable and test webhooks",
    ["owner", "admin"],
    (it) => canManageWebhook(it, namespace, rules),
  ],
  [
    "change, enable and test webhooks [manage_webhook off]",
    ["admin"],
    (it) => canManageWebhook(it, namespace, off("manageWebhook")),
  ],
  [
    "change, enable and test webhooks [create_webhook off]",
    ["owner", "admin"],
    (it) => canManageWebhook(it, namespace, off("createWebhook")),
  ],
];

for (const [what, allowed, ask] of cases)
  test(`TEA-007: ${what}: ${allowed.join(", ")} may`, () => {
    assert.deepEqual(
      all.filter((who) => ask(people[who])),
      allowed,
    );
  });
