// The sentences of the activity page begin here: somebody “pushed” a repository, “created” a team.

interface Verb {
  icon: string;
  did: string; // {name} stands for a value of the entry's details
  end?: string; // after the subject
}

/** What `record` accepts as a key. A change that has no verb here cannot be recorded. */
export type AuditKey = keyof typeof verbs;

/** The second half of the keys of a thing: AuditVerb<"robot"> is "create", "change_role" or "delete". */
export type AuditVerb<Thing extends string, Key = AuditKey> = Key extends `${Thing}.${infer V}`
  ? V
  : never;

/** The verb of an entry; undefined for a key that no version of Portus has recorded. */
export function verbOf(key: string): Verb | undefined {
  const all: Record<string, Verb> = verbs;
  return all[key];
}

/**
 * All verbs of the audit log. A key never changes, even if Portus now uses another word (put_back: restore), and a verb
 * stays when its feature is removed: docs/decisions/059-audit-verbs.md.
 */
const verbs = {
  "repository.push": { icon: "push", did: "pushed" },
  "repository.delete": { icon: "delete", did: "deleted" },
  "repository.put_back": { icon: "push", did: "restored what was deleted from" },
  "namespace.put_back": { icon: "namespace", did: "restored the namespace" },
  "team.put_back": { icon: "team", did: "restored the team" },
  "repository.sync": { icon: "repository", did: "imported from the registry" },
  "repository.describe": { icon: "paper", did: "edited the description of" },
  "repository.end_badge_links": { icon: "key", did: "ended the links to badges of" },
  "tag.point_back": { icon: "push", did: "rolled back" },
  "tag.delete": { icon: "delete", did: "deleted {tags}" },
  "tag.overwrite": { icon: "warning", did: "pushed over the immutable tag" },
  "tag.put_back": { icon: "push", did: "reverted the immutable tag" },
  "tag.give_up": { icon: "warning", did: "could not revert the immutable tag" },
  "repository.change_immutable_tags": { icon: "tag", did: "changed which tags are immutable in" },
  "namespace.change_immutable_tags": { icon: "tag", did: "changed which tags are immutable in" },
  "manifest.delete": { icon: "delete", did: "deleted a manifest without tags from" },
  "manifest.read_again": { icon: "paper", did: "retried reading a manifest of" },
  "namespace.create": { icon: "namespace", did: "created the namespace" },
  "repository.add_member": { icon: "team", did: "made {member} {role} of" },
  "repository.change_member_role": { icon: "team", did: "made {member} {role} of" },
  "repository.remove_member": { icon: "team", did: "removed {member} from" },
  "repository.change_visibility": { icon: "repository", did: "changed the visibility of" },
  "robot.create": { icon: "person", did: "created the robot" },
  "robot.change_role": { icon: "person", did: "changed the role of the robot" },
  "robot.delete": { icon: "delete", did: "deleted the robot" },
  "namespace.delete": { icon: "delete", did: "deleted the namespace" },
  "namespace.change_visibility": { icon: "namespace", did: "changed the visibility of" },
  "namespace.set_quota": { icon: "namespace", did: "set the quota of" },
  "namespace.over_quota": { icon: "warning", did: "blocked pushes (over quota) to" },
  "namespace.within_quota": { icon: "namespace", did: "allowed pushes again to" },
  "namespace.change_team": { icon: "namespace", did: "transferred to another team:" },
  "namespace.change_namespace_description": {
    icon: "paper",
    did: "edited the description of the namespace",
  },
  "retention.save": { icon: "delete", did: "changed the retention of" },
  "retention.drop": { icon: "delete", did: "removed the retention rules of" },
  "team.create": { icon: "team", did: "created the team" },
  "team.delete": { icon: "delete", did: "deleted the team" },
  "team.add_member": { icon: "team", did: "added {member} to the team" },
  "team.remove_member": { icon: "team", did: "removed {member} from the team" },
  "team.change_member_role": { icon: "team", did: "made {member} {role} of the team" },
  "team.change_team_name": { icon: "team", did: "renamed the team {old} to" },
  "team.stop_group_name": {
    icon: "team",
    did: "stopped the group of the same name from joining the team",
  },
  "team.change_team_description": { icon: "paper", did: "edited the description of the team" },
  "application_token.create": { icon: "key", did: "created the application token" },
  "application_token.rotate": { icon: "key", did: "rotated the application token" },
  "application_token.destroy": { icon: "key", did: "revoked the application token" },
  "device_sign_in.confirm": { icon: "key", did: "let sign in the machine" },
  "device_sign_in.refuse": { icon: "key", did: "refused the sign-in of the machine" },
  "user.create": { icon: "person", did: "created the user" },
  "user.update": { icon: "person", did: "changed the profile of" },
  "user.disable": { icon: "person", did: "disabled the user" },
  "user.enable": { icon: "person", did: "enabled the user" },
  "user.suspend": { icon: "person", did: "suspended" },
  "user.wake": { icon: "person", did: "ended the suspension of" },
  "user.connect": { icon: "key", did: "connected {provider} to the account of" },
  "user.disconnect": { icon: "key", did: "disconnected {provider} from the account of" },
  "provider.add_mapping": { icon: "team", did: "made members of {group} {gives} at" },
  "provider.remove_mapping": { icon: "team", did: "ended what members of {group} get at" },
  "provider.create": { icon: "key", did: "added the sign-in provider" },
  "provider.update": { icon: "key", did: "changed the sign-in provider" },
  "provider.delete": { icon: "delete", did: "deleted the sign-in provider" },
  "provider.create_scim_token": { icon: "key", did: "turned on SCIM for" },
  "provider.rotate_scim_token": { icon: "key", did: "rotated the SCIM token of" },
  "provider.end_scim": { icon: "key", did: "turned off SCIM for" },
  "user.promote": { icon: "admin", did: "made", end: "an admin" },
  "user.demote": { icon: "admin", did: "removed", end: "from the admins" },
  "user.change_password": { icon: "key", did: "changed the password of" },
  "user.reset_password": { icon: "key", did: "reset the password of" },
  "user.send_password_link": { icon: "key", did: "created a password link for" },
  "user.request_link": { icon: "key", did: "requested an e-mailed link for" },
  "user.confirm_address": { icon: "person", did: "confirmed the e-mail address of" },
  "user.reset_second_factor": { icon: "key", did: "removed all second factors of" },
  "user.failed_second_factor": { icon: "warning", did: "entered a wrong code for" },
  "second_factor.set_rule": { icon: "key", did: "set who must have a second factor to" },
  "authenticator.create": { icon: "key", did: "added an authenticator app to" },
  "authenticator.delete": { icon: "key", did: "removed the authenticator app of" },
  "passkey.create": { icon: "key", did: "added the passkey" },
  "passkey.rename": { icon: "key", did: "renamed the passkey {old} to" },
  "passkey.delete": { icon: "key", did: "removed the passkey" },
  "recovery_codes.renew": { icon: "key", did: "renewed the recovery codes of" },
  "recovery_codes.use": { icon: "warning", did: "used a recovery code of" },
  "webhook.create": { icon: "webhook", did: "created the webhook" },
  "webhook.update": { icon: "webhook", did: "changed the webhook" },
  "webhook.enabled": { icon: "webhook", did: "enabled the webhook" },
  "webhook.disabled": { icon: "webhook", did: "disabled the webhook" },
  "webhook.rotate_secret": { icon: "key", did: "rotated the signing secret of the webhook" },
  "webhook.test": { icon: "webhook", did: "sent a test with the webhook" },
  "webhook.retrigger": { icon: "webhook", did: "sent a delivery again with the webhook" },
  "webhook.destroy": { icon: "delete", did: "deleted the webhook" },
  "registry.create": { icon: "admin", did: "added the registry" },
  "registry.rotate_events_secret": { icon: "key", did: "rotated the events secret of" },
  "registry.end_events_secret": { icon: "key", did: "ended the previous events secret of" },
  "registry.sync": { icon: "admin", did: "requested a sync of" },
  "registry.repair": { icon: "delete", did: "repaired drift of" },
  "registry.update": { icon: "admin", did: "changed the registry" },
  "event.retry": { icon: "admin", did: "retried" },
  "event.dismiss": { icon: "admin", did: "dismissed" },
  "signed_in_client.destroy": { icon: "key", did: "signed out the client" },
  "session.destroy": { icon: "key", did: "ended the browser session" },
  "user.sign_in": { icon: "person", did: "signed in" },
  "user.failed_sign_in": { icon: "warning", did: "failed to sign in as" },
  "comment.create": { icon: "paper", did: "commented on" },
  "comment.delete": { icon: "delete", did: "deleted a comment by {author} on" },
  "user.delete": { icon: "delete", did: "deleted the user" },
} satisfies Record<string, Verb>;
