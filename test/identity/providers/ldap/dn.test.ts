import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boundName,
  canonicalDn,
  domainOf,
  escapeDnValue,
  isBelow,
  ownName,
} from "../../../../src/identity/providers/ldap/dn.ts";
import { groupName } from "../../../../src/identity/providers/ldap/groups.ts";

/** The examples of RFC 4514, section 4, and one way in which each is written otherwise. */
const examples = [
  ["UID=jsmith,DC=example,DC=net", "uid=JSmith , dc=example,dc=net"],
  ["OU=Sales+CN=J.  Smith,DC=example,DC=net", "cn=j. smith+ou=sales,dc=example,dc=net"],
  [
    String.raw`CN=James \"Jim\" Smith\, III,DC=example,DC=net`,
    String.raw`cn=James \22Jim\22 Smith\2c III,dc=example,dc=net`,
  ],
  [
    String.raw`CN=Before\0dAfter,DC=example,DC=net`,
    String.raw`cn=before\0Dafter,dc=example,dc=net`,
  ],
  [String.raw`CN=Lu\C4\8Di\C4\87`, "cn=Lučić"],
  ["1.3.6.1.4.1.1466.0=x", "1.3.6.1.4.1.1466.0= x"],
];

for (const [one = "", other = ""] of examples)
  test(`${one} and ${other} are the same name`, () => {
    assert.notEqual(canonicalDn(one), null);
    assert.equal(canonicalDn(one), canonicalDn(other));
  });

test("a value is escaped so that it stays one value", () => {
  for (const value of [
    "a,b",
    "a+b",
    'a"b',
    "a\\b",
    "a;b",
    "<a>",
    "#a",
    " a ",
    "a=b",
    "a\0b",
    "\\,",
  ]) {
    const dn = `cn=${escapeDnValue(value)},dc=example`;
    assert.equal(ownName(dn), value, dn);
    assert.equal(isBelow(dn, "dc=example"), true);
    assert.equal(
      isBelow(dn, value.includes(",") ? `${value.split(",")[1]},dc=example` : "dc=other"),
      false,
    );
  }
});

test("a text that is no DN is not taken for one", () => {
  for (const text of [
    "people",
    "=x",
    "cn",
    String.raw`cn=a\zz`,
    "cn=a,,dc=b",
    "c n=a",
    "x".repeat(5_000),
  ])
    assert.equal(canonicalDn(text), null, text);
});

test("an entry is below its bases only, whatever its own name contains", () => {
  assert.equal(isBelow("uid=a,ou=people,dc=x", "OU=People, DC=x"), true);
  assert.equal(isBelow("ou=people,dc=x", "ou=people,dc=x"), true);
  assert.equal(isBelow("uid=a,xou=people,dc=x", "ou=people,dc=x"), false);
  assert.equal(isBelow(String.raw`uid=a\,ou=people\,dc=x`, "ou=people,dc=x"), false);
  assert.equal(isBelow("uid=a,dc=x", ""), false);
});

test("the domain of a base is that of its dc parts", () => {
  assert.equal(domainOf("ou=people,dc=example,dc=org"), "example.org");
  assert.equal(domainOf("o=example"), null);
});

test("a mapping names a group by its DN or by its name, in any case", () => {
  assert.equal(groupName("CN=Web, OU=Groups,DC=x"), "cn=web,ou=groups,dc=x");
  assert.equal(groupName(" Web "), "web");
});

test("a name becomes part of a bind only as a name", () => {
  assert.equal(boundName("%s@corp.example.org", "mara"), "mara@corp.example.org");
  assert.equal(boundName("CORP\\%s", "mara"), "CORP\\mara");
  assert.equal(boundName("uid=%s,dc=x", "a,dc=y"), String.raw`uid=a\,dc\=y,dc=x`);
  assert.equal(boundName("%s@corp.example.org", "$&"), "$&@corp.example.org");
  for (const name of ["x\\mara", "mara@other", "a/b", "a=b", "a*"])
    assert.equal(boundName("CORP\\%s", name), null, name);
});
