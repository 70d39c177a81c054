import {
  canCreateWebhook,
  canManageWebhook,
  canSeeWebhooks,
} from "../../../src/outbound/webhooks/policy.ts";
import { members, rules } from "../../support/data/policy-actors.ts";
import { off, peopleAndNobody, testPolicy } from "../../support/policy-cases.ts";

const namespace = { members };

testPolicy(peopleAndNobody, [
  [
    "TEA-007: see webhooks and deliveries",
    ["owner", "contributor", "viewer", "admin"],
    (it) => canSeeWebhooks(it, namespace),
  ],
  [
    "TEA-007: create and delete webhooks",
    ["owner", "admin"],
    (it) => canCreateWebhook(it, namespace, rules),
  ],
  [
    "TEA-007: create and delete webhooks [create_webhook off]",
    ["admin"],
    (it) => canCreateWebhook(it, namespace, off("createWebhook")),
  ],
  [
    "TEA-007: create and delete webhooks [manage_webhook off]",
    ["owner", "admin"],
    (it) => canCreateWebhook(it, namespace, off("manageWebhook")),
  ],
  [
    "TEA-007: change, enable and test webhooks",
    ["owner", "admin"],
    (it) => canManageWebhook(it, namespace, rules),
  ],
  [
    "TEA-007: change, enable and test webhooks [manage_webhook off]",
    ["admin"],
    (it) => canManageWebhook(it, namespace, off("manageWebhook")),
  ],
  [
    "TEA-007: change, enable and test webhooks [create_webhook off]",
    ["owner", "admin"],
    (it) => canManageWebhook(it, namespace, off("createWebhook")),
  ],
]);
