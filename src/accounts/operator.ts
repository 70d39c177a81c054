/**
 * Whoever runs commands in the shell of this instance: not a user, so the audit names them and has no id for them.
 * They hold the instance's secrets already, hence nothing is refused to them.
 */
export const operator = { id: null, username: "operator", admin: true } as const;

export type Operator = typeof operator;
