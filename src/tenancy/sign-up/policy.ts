interface Founded {
  founded: boolean; // there is an account already
}

/** Strangers may sign up while sign-up is open. The very first person always may, or nobody could begin. */
export function canSignUp({ open, founded }: Founded & { open: boolean }): boolean {
  return open || !founded;
}

/** Only the very first person may choose a user name that suggests authority. */
export function canChooseName(name: { suggestsAuthority: boolean }, { founded }: Founded): boolean {
  return !founded || !name.suggestsAuthority;
}
