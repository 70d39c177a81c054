// What was thrown need not be an Error: these functions read its fields without assuming so.

/** The code of an error, such as ENOENT; "" if it has none. */
export function errorCode(error: unknown): string {
  const code = errorField(error, "code");
  return typeof code === "string" ? code : "";
}

/** The message of an error, or its code: errors of connections to several addresses have no message. */
export function errorMessage(error: unknown): string {
  const message = errorField(error, "message");
  return (typeof message === "string" && message) || errorCode(error) || String(error);
}

export function errorField(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}
