import assert from "node:assert/strict";
import { isIP, isIPv6 } from "node:net";
import fc from "fast-check";
import { isImmutable } from "../../../src/catalogue/repositories/tags/immutable-patterns.ts";
import {
  decide,
  type EvaluatedTag,
  type Retention,
} from "../../../src/lifecycle/retention/decide.ts";
import { blocksIn, isBlock, isInBlocks, networkOf } from "../../../src/platform/cidr.ts";
import { covers, expressionsOf, patternsIn, problemsOf } from "../../../src/platform/patterns.ts";
import { isReferrerTag } from "../../../src/registry/client/referrers.ts";
import { isCovered } from "../../support/data/reference-patterns.ts";
import { target } from "../target.ts";
import { growingTextOf, starred, textOf } from "../texts.ts";

const nameParts = ["a", "b", "ab", "-", ".", "_", "/", "web", "app", "1"];
const names = textOf(nameParts, 8);
const growingNames = growingTextOf(nameParts);

const nameGlobs = [...nameParts, "*", "**", "/**", "**/", "{a,b}", "{,/web}", "{", "}", ",", "!"];
const maxCompared = 24; // characters; the reference tries every possibility

/** Patterns of repositories, as the limits of tokens have them. */
export const tokenPatterns = target({
  inputs: fc.oneof(starred(names), fc.tuple(textOf(nameGlobs, 8), names)),
  read: ([text, name]) => {
    const patterns = patternsIn(text);
    expressionsOf(patterns);
    const found = covers(patterns, name);
    if (problemsOf(patterns, "repository").length > 0) return;
    if (name.length > maxCompared || text.length > maxCompared) return;
    assert.equal(found, isCovered(patterns, name), `${text} and ${name}`);
  },
  growing: fc
    .tuple(growingTextOf([...nameGlobs, "/*", "a*a"]), growingNames)
    .map(([pattern, name]) => (size: number): [string, string] => [
      pattern(size).slice(0, 255), // longer ones are refused
      name(size),
    ]),
});

const tagParts = ["v", "1", ".", "-", "latest", "rc", "_"];
const tags = textOf(tagParts, 6);
const globs = textOf([...tagParts, "*", "**", "!", "{v,1}", "{,rc*}"], 8);

/** The patterns of immutable tags. */
export const immutableTags = target({
  inputs: fc
    .tuple(fc.oneof(starred(tags), fc.tuple(globs, tags)), fc.array(globs, { maxLength: 2 }))
    .map(([[glob, tag], others]): [string[], string] => [[glob, ...others], tag]),
  read: ([given, tag]) => {
    const patterns = given.filter((it) => problemsOf([it], "tag").length === 0);
    const found = isImmutable({ namespace: patterns, repository: [] }, tag);
    if (isReferrerTag(tag) || tag.length > maxCompared) return;
    if (patterns.some((it) => it.length > maxCompared)) return;
    assert.equal(found, isCovered(patterns, tag));
  },
  growing: fc
    .tuple(growingTextOf([...tagParts, "*"]), growingTextOf(tagParts))
    .map(([glob, tag]) => (size: number): [string[], string] => [
      Array(20).fill(glob(128).slice(0, 128)),
      tag(size),
    ]),
});

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4().map((ip) => `::ffff:${ip}`),
  textOf(["1", "255", "256", ".", ":", "::", "f", "ffff", "%eth0", "0x1", "01"], 8),
);
const blocks = fc
  .tuple(
    address,
    fc.oneof(
      fc.constant(""),
      fc.integer({ min: -1, max: 130 }).map((n) => `/${n}`),
    ),
  )
  .map(([ip, length]) => ip + length);
/** A block, and an address that is often within it or near. */
const nearby = fc
  .tuple(fc.ipV4(), fc.integer({ min: 0, max: 40 }), fc.nat(255), fc.boolean())
  .map(([ip, length, last, isSix]): [string, string] => {
    const near = ip.replace(/\d+$/, `${last}`);
    return isSix
      ? [`2001:db8::${ip}/${length + 90}`, `2001:db8::${near}`]
      : [`${ip}/${length}`, near];
  });
const addressParts = ["1", "255.", ":", "::", "f", "/", "8", ",", " ", "%", "."];

/** The address blocks of tokens, webhooks and trusted proxies. */
export const cidr = target({
  inputs: fc.oneof(nearby, fc.tuple(blocks, address)),
  read: ([block, ip]) => {
    networkOf(ip);
    assert.equal(networkOf(networkOf(ip)), networkOf(ip));
    if (!isBlock(block)) return;
    const [base = "", length] = block.split("/");
    const found = isInBlocks(blocksIn(block), ip);
    if (isIP(base) !== isIP(ip) || isMapped(base) || isMapped(ip) || ip.includes("%")) return;
    const bits = isIPv6(base) ? 128 : 32;
    const host = BigInt(bits - Number(length ?? bits));
    assert.equal(found, numberOf(base) >> host === numberOf(ip) >> host, `${ip} in ${block}`);
  },
  growing: fc
    .tuple(growingTextOf(addressParts), growingTextOf(addressParts))
    .map(([block, ip]) => (size: number): [string, string] => [block(size), ip(size)]),
});

const isMapped = (ip: string) => /^::ffff:/i.test(ip) && ip.includes(".");

/** The bits of an address. */
function numberOf(ip: string): bigint {
  const bytes = (text: string) => text.split(".").map(Number);
  if (!isIPv6(ip)) return bytes(ip).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);

  const hex = ip.replace(/\d+\.\d+\.\d+\.\d+$/, (v4) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes(v4);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = "", tail] = hex.split("::");
  const [left, right] = [head, tail ?? ""].map((part) => part.split(":").filter(Boolean));
  const zeros = 8 - (left?.length ?? 0) - (right?.length ?? 0);
  const groups = [...(left ?? []), ...Array<string>(zeros).fill("0"), ...(right ?? [])];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

const dayMs = 86_400_000;
const now = new Date("2026-11-29T00:00:00Z");
const daysAgo = fc
  .integer({ min: 0, max: 40 })
  .map((days) => new Date(now.getTime() - days * dayMs));
const age = fc.option(fc.integer({ min: 0, max: 40 }));
const evaluated: fc.Arbitrary<EvaluatedTag> = fc.record({
  name: textOf(["v", "1", "2", ".", "1.2.", "-rc"], 6).map((name) => name || "latest"),
  image: fc.constantFrom(1, 2, 3, 4),
  pushedAt: daysAgo,
  pulledAt: fc.option(daysAgo),
  matches: fc.boolean(),
  protected: fc.boolean(),
  immutable: fc.boolean(),
});
const rules: fc.Arbitrary<Retention> = fc.record({
  newest: fc.integer({ min: 0, max: 4 }),
  pushedDays: age,
  pulledDays: age,
  latestOfMinor: fc.boolean(),
  deleteAllMatching: fc.boolean(),
  untaggedDays: age,
});
const differentNames = { selector: ({ name }: EvaluatedTag) => name, maxLength: 8 };

/** Which tags retention rules delete. */
export const retention = target({
  inputs: fc.tuple(fc.uniqueArray(evaluated, differentNames), rules),
  read: ([tags, given]) => {
    const decisions = decide(tags, given, now);
    const kept = new Set(decisions.filter((it) => !it.deleted).map((it) => it.image));
    const survivors = decisions.filter((it) => !it.deleted).map((it) => it.name);

    assert.equal(decisions.length, tags.length);
    for (const [at, { deleted, image, reason }] of decisions.entries()) {
      const tag = tags[at];
      assert.ok(reason);
      if (!deleted || !tag) continue;
      assert.ok(tag.matches && !tag.protected && !tag.immutable, "only matching tags are deleted");
      assert.ok(!kept.has(image), "the image of a kept tag is kept with all its tags");
    }
    const matching = tags.filter((it) => it.matches && !it.protected && !it.immutable);
    const keptMatching = matching.filter((it) => survivors.includes(it.name));
    assert.ok(
      keptMatching.length >= Math.min(given.newest, matching.length),
      "the newest are kept",
    );
  },
  growing: fc.tuple(evaluated, rules).map(([tag, given]) => (size: number) => {
    const tags = Array.from({ length: size / 16 }, (_, n) => ({ ...tag, name: `1.${n}.${n}` }));
    return [tags, given] as [EvaluatedTag[], Retention];
  }),
});
