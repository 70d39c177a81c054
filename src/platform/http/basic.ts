export interface Credentials {
  username: string;
  secret: string;
}

/** Reads an `Authorization: Basic` header (RFC 7617, UTF-8). Null if it is absent, of another scheme, or empty. */
export function basicCredentials(header: string | undefined): Credentials | null {
  const encoded = /^basic +([a-z0-9+/_=-]+) *$/i.exec(header ?? "")?.[1];
  return encoded ? splitCredentials(Buffer.from(encoded, "base64").toString("utf8")) : null;
}

/** Splits `user:secret`; the secret may contain colons. Null if both are empty: clients without credentials send `:`. */
export function splitCredentials(text: string): Credentials | null {
  const colon = text.indexOf(":");
  if (colon < 0) return { username: text, secret: "" };
  const username = text.slice(0, colon);
  const secret = text.slice(colon + 1);
  return username || secret ? { username, secret } : null;
}
