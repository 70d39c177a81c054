/** What a credential may be used for, narrowest first. */
export const scopes = ["registry", "api:read", "api:write", "admin"] as const;
export type Scope = (typeof scopes)[number];
