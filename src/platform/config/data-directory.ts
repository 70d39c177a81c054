import { chmodSync, mkdirSync, statSync } from "node:fs";

/**
 * Creates the data directory, or closes the one that is there: other accounts of the machine read nothing in it. As root,
 * the embedded Postgres runs as another account, which has to pass through and can list nothing.
 */
export function closeDataDirectory(directory: string, { embedded }: { embedded: boolean }): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const us = process.getuid?.();
  const { uid, mode } = statSync(directory);
  const wanted = us === 0 && embedded ? 0o711 : 0o700;
  const isOpen = (mode & 0o777 & ~wanted) !== 0 || (mode & wanted) !== wanted;
  if (uid === us && isOpen) chmodSync(directory, wanted); // a mounted volume may be somebody else's
}

/** Files and directories that this process and its children create are for their owner only. */
export function closeNewFiles(): void {
  process.umask(0o077);
}
