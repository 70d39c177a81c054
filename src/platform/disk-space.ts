import { statfs } from "node:fs/promises";

/** Bytes of a file system. */
export interface DiskSpace {
  free: number; // that this process may use
  total: number;
}

/** The space of the file system with this directory. */
export async function diskSpace(directory: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { free: bavail * bsize, total: blocks * bsize };
}
