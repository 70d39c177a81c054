// @peculiar/x509 uses tsyringe, which requires a Reflect metadata polyfill. The classes in use have no constructor
// arguments, so a stub that always returns no metadata is enough.
const none = (): undefined => undefined;

for (const name of ["getMetadata", "getOwnMetadata", "defineMetadata"])
  if (!(name in Reflect)) Object.defineProperty(Reflect, name, { value: none, configurable: true });

export {};
