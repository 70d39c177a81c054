/** What a package-lock.json says about one package. */
export interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
}

export interface Licensed {
  name: string;
  version: string;
  license: string;
  /** Whether only development needs the package. Otherwise it can be in an image. */
  development: boolean;
}

const permissive = [
  "0BSD",
  "Apache-2.0",
  "Bitstream-Vera",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "PSF-2.0",
  "Unlicense",
];

/** Weak copyleft: of programs that only developers run, and that Portus does not contain. */
const inDevelopment = [...permissive, "EPL-2.0", "MPL-2.0"];

/** Packages in an image whose files stay as their authors publish them, which is all that the MPL asks of their users. */
const unmodified = /^@resvg\/resvg-js(-|$)/;

/** Packages that name no license in their package.json, with that of their license file. */
export const fromFile = new Map([
  ["dejavu-fonts-ttf", "Bitstream-Vera"],
  ["seq-queue", "MIT"],
]);

export function licensesIn(packages: Record<string, Locked>): Licensed[] {
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== "" && !link)
    .map(([path, { version = "", license, dev, devOptional }]) => {
      const name = path.replace(/^.*node_modules\//, "");
      const development = Boolean(dev ?? devOptional);
      return { name, version, license: fromFile.get(name) ?? license ?? "unknown", development };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

type Use = Pick<Licensed, "license" | "development"> & Partial<Pick<Licensed, "name">>;

/** Whether an SPDX expression allows a use under one of our licenses: one side of OR is enough, AND needs both. */
export function isAllowed({ name = "", license, development }: Use) {
  const list = development || unmodified.test(name) ? inDevelopment : permissive;
  return license
    .replace(/[()]/g, "")
    .split(/ or /i)
    .some((choice) => choice.split(/ and /i).every((one) => list.includes(one.trim())));
}
