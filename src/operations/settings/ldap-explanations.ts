/** What each setting of the directory does, for operators. docs/sign-in-ldap.md says more. */
export const ldapExplanations: Record<string, string> = {
  PORTUS_LDAP_ENABLED: "Whether people sign in with the password that they have in a directory.",
  PORTUS_LDAP_NAME: "What people read as the name of the directory.",
  PORTUS_LDAP_HOSTNAME:
    "The servers of the directory, with commas between them, tried in turn. A server may have a port of its own, as in ldap2.example.org:1389.",
  PORTUS_LDAP_PORT:
    "The port of the servers that have none of their own; 636 is usual for simple_tls.",
  PORTUS_LDAP_TIMEOUT: "Seconds that Portus waits for an answer of the directory.",
  PORTUS_LDAP_ENCRYPTION_METHOD:
    "How passwords reach the directory: start_tls, simple_tls (ldaps), or none, which lets the network read them.",
  PORTUS_LDAP_ENCRYPTION_OPTIONS_CA_FILE:
    "A PEM file with the certificate authority of the directory, trusted instead of those of Node.",
  PORTUS_LDAP_BASE: "The entry below which people are, such as ou=people,dc=example,dc=org.",
  PORTUS_LDAP_ADMIN_BASE: "The entry below which admins are: people there are admins of Portus.",
  PORTUS_LDAP_ADMIN_GROUP: "A group whose members are admins of Portus, by its name or its DN.",
  PORTUS_LDAP_GROUP_BASE: "The entry below which groups are. If it is not set, the base.",
  PORTUS_LDAP_FILTER: "Who may sign in, as an LDAP filter. Empty: everybody below the base.",
  PORTUS_LDAP_UID: "The attribute of user names; sAMAccountName at Active Directory.",
  PORTUS_LDAP_KEY:
    "The attribute by which Portus knows an entry again after it was renamed; objectGUID at Active Directory.",
  PORTUS_LDAP_AUTHENTICATION_ENABLED:
    "Whether Portus binds as itself to search. Otherwise it searches anonymously.",
  PORTUS_LDAP_AUTHENTICATION_BIND_DN: "The DN as which Portus binds.",
  PORTUS_LDAP_AUTHENTICATION_PASSWORD: "The password of that DN.",
  PORTUS_LDAP_BIND_PATTERN:
    "What Portus binds as instead, with %s for the user name: %s@corp.example.org, CORP\\%s or a DN.",
  PORTUS_LDAP_GROUP_STYLE:
    "How the groups of a person are found: members, member_of, in_chain or token_groups.",
  PORTUS_LDAP_GROUP_SYNC_ENABLED: "Whether the members of a group join the team that has its name.",
  PORTUS_LDAP_GROUP_SYNC_DEFAULT_ROLE: "The role that they get there.",
  PORTUS_LDAP_GUESS_EMAIL_ENABLED: "Whether accounts get an e-mail address from the directory.",
  PORTUS_LDAP_GUESS_EMAIL_ATTR:
    "The attribute with the address. If it is not set, the address is the user name at the domain of the base.",
  PORTUS_LDAP_DOCKER_LOGIN:
    "Whether docker login and the API accept passwords of the directory. Otherwise they need application tokens.",
};
