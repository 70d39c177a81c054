// @peculiar/x509 resolves its classes through tsyringe, which wants a Reflect metadata polyfill to be loaded first.
// None of those classes takes constructor arguments, so "there is no metadata" is the whole truth it needs to hear.
const none = (): undefined => undefined;

for (const name of ["getMetadata", "getOwnMetadata", "defineMetadata"])
  if (!(name in Reflect)) Object.defineProperty(Reflect, name, { value: none, configurable: true });

export {};
