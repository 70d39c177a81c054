// What the demo pushes: a base image, two applications on it, a chart and a private image, with tags of the last months.

export interface DemoImage {
  repository: string;
  tags: string[];
  by: "owner" | "contributor" | "robot";
  daysAgo: number;
  platforms: string[];
  base?: string; // repository:tag of an image that is pushed earlier
  layers: DemoLayer[]; // on top of the base
  env?: Record<string, string>;
  labels?: Record<string, string>;
  command?: string[];
  signed?: boolean;
  packages?: Record<string, string>; // with an SBOM that lists them: name → version
}

export interface DemoLayer {
  content: string; // names the content: equal names are equal layers
  kilobytes: number;
  createdBy: string;
}

export const namespaces = {
  "demo-base": { visibility: "public", description: "Base images of the demo." },
  "demo-web": { visibility: "protected", description: "Applications of the demo." },
  "demo-vault": { visibility: "private", description: "Only members see what is here." },
} as const;

export const descriptions: Record<string, string> = {
  "demo-web/site":
    "# Site\n\nServes the pages on port **8080**.\n\n```\ndocker run -p 8080:8080 demo-web/site\n```\n\n- built on `demo-base/node`\n- signed, with an SBOM",
  "demo-base/node": "Node.js on Debian, rebuilt when either changes.",
};

const both = ["linux/amd64", "linux/arm64"];

const site = (version: string, daysAgo: number, more: Partial<DemoImage> = {}): DemoImage => ({
  repository: "demo-web/site",
  tags: [version],
  by: "robot",
  daysAgo,
  platforms: both,
  base: "demo-base/node:20.11",
  layers: [
    { content: "site dependencies 1", kilobytes: 1_400, createdBy: "RUN npm ci --omit=dev" },
    { content: `site ${version}`, kilobytes: 300, createdBy: "COPY dist /app" },
  ],
  env: { NODE_ENV: "production", PORT: "8080" },
  labels: {
    "org.opencontainers.image.title": "site",
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.source": "https://git.example.com/demo/site",
    "org.opencontainers.image.licenses": "MIT",
  },
  command: ["node", "/app/server.js"],
  ...more,
});

const api = "demo-web/api";

/** Of the pull requests of the API, every ten days one; retention deletes the old ones. */
export const pullRequests = {
  repository: api,
  tags: ["pr-12", "pr-15", "pr-18", "pr-21", "pr-22"],
};

const pullRequest = (tag: string, daysAgo: number): DemoImage => ({
  repository: api,
  tags: [tag],
  by: "robot",
  daysAgo,
  platforms: ["linux/amd64"],
  base: "demo-base/node:20.12",
  layers: [{ content: `api ${tag}`, kilobytes: 450, createdBy: "COPY . /app" }],
  command: ["node", "/app/main.js"],
});

const node = (version: string, daysAgo: number, tags: string[]): DemoImage => ({
  repository: "demo-base/node",
  tags,
  by: "owner",
  daysAgo,
  platforms: both,
  layers: [
    { content: `debian ${version}`, kilobytes: 2_800, createdBy: "ADD debian-rootfs.tar.gz /" },
    { content: `node ${version}`, kilobytes: 1_900, createdBy: `RUN install-node ${version}` },
  ],
  env: { NODE_VERSION: version, PATH: "/usr/local/bin:/usr/bin:/bin" },
  command: ["node"],
});

const packages = { express: "4.19.2", "body-parser": "1.20.2", ejs: "3.1.10" };

/** In the order of their pushes. */
export const images: DemoImage[] = [
  node("20.11.0", 160, ["20.11"]),
  site("1.0.0", 150),
  site("1.1.0", 120),
  site("1.2.0", 80),
  node("20.12.2", 60, ["20.12", "20"]),
  site("1.3.0", 30, { packages, signed: true }),
  site("1.4.0", 6, {
    tags: ["1.4.0", "1.4", "latest"],
    base: "demo-base/node:20.12",
    layers: [
      { content: "site dependencies 2", kilobytes: 1_500, createdBy: "RUN npm ci --omit=dev" },
      { content: "site 1.4.0", kilobytes: 320, createdBy: "COPY dist /app" },
    ],
    env: { NODE_ENV: "production", PORT: "8080", LOG_LEVEL: "info" },
    packages: { ...packages, express: "4.21.0", helmet: "7.1.0" },
    signed: true,
  }),
  ...pullRequests.tags.map((tag, index) => pullRequest(tag, 45 - index * 10)),
  { ...pullRequest("main", 2), by: "contributor" },
  {
    repository: "demo-vault/payments",
    tags: ["3.1.0"],
    by: "owner",
    daysAgo: 20,
    platforms: ["linux/amd64"],
    base: "demo-base/node:20.11",
    layers: [{ content: "payments", kilobytes: 700, createdBy: "COPY . /srv" }],
    command: ["node", "/srv/main.js"],
  },
];

export const repositories = [...new Set(images.map(({ repository }) => repository))];

/** How often the newest image of a repository is pulled on a workday. */
export const pullsPerDay: Record<string, number> = {
  "demo-web/site": 20,
  "demo-base/node": 9,
  [api]: 4,
  "demo-vault/payments": 2,
};
