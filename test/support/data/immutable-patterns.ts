/** Title, patterns of the namespace, patterns of the repository, and whether each tag is immutable. */
export const immutablePatterns = [
  ["nothing is immutable without patterns", [], [], { v1: false }],
  [
    "a name without a star matches only that tag",
    ["latest"],
    [],
    { latest: true, "latest-1": false, Latest: false },
  ],
  ["a star matches any characters or none", ["v*"], [], { v: true, "v1.2": true, rc: false }],
  ["several stars", ["v*.*-rc*"], [], { "v1.2-rc1": true, "v1.2": false, "v1-rc": false }],
  ["the texts around a star may not overlap", ["ab*ba"], [], { aba: false, abba: true }],
  [
    "a star in the middle",
    ["*-stable-*"],
    [],
    { "a-stable-b": true, "-stable-": true, "a-b": false },
  ],
  [
    "an exception",
    ["*", "!latest", "!nightly-*"],
    [],
    { v1: true, latest: false, "nightly-1": false },
  ],
  [
    "an exception without a pattern makes nothing immutable",
    ["!latest"],
    [],
    { v1: false, latest: false },
  ],
  ["a repository adds to its namespace", ["v*"], ["rc-*"], { v1: true, "rc-1": true, dev: false }],
  [
    "a repository's exceptions do not affect its namespace's patterns",
    ["v*"],
    ["*", "!v1"],
    { v1: true },
  ],
  [
    "alternatives in braces",
    ["{v,release-}*", "!v1{,-rc*}"],
    [],
    { v2: true, "release-1": true, v1: false, "v1-rc2": false, "v1.0": true, dev: false },
  ],
  ["a dot matches only a dot", ["1.0"], [], { "1.0": true, "1x0": false }],
] as const;
