import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ScimError } from "../../../../src/identity/providers/scim/error.ts";
import { parseFilter, parsePath } from "../../../../src/identity/providers/scim/filter.ts";
import { matches } from "../../../../src/identity/providers/scim/match.ts";

/** A filter as one text, with every pair of parentheses. */
function plain(filter: ReturnType<typeof parseFilter>): string {
  switch (filter.is) {
    case "and":
    case "or":
      return `(${plain(filter.left)} ${filter.is} ${plain(filter.right)})`;
    case "not":
      return `not ${plain(filter.of)}`;
    case "present":
      return `${filter.attribute} pr`;
    case "within":
      return `${filter.attribute}[${plain(filter.of)}]`;
    case "compare":
      return `${filter.attribute} ${filter.operator} ${JSON.stringify(filter.value)}`;
  }
}

// The examples of RFC 7644, 3.4.2.2, and forms of Okta and Entra ID.
const filters: [given: string, read: string][] = [
  ['userName eq "bjensen"', 'username eq "bjensen"'],
  [`name.familyName co "O'Malley"`, `name.familyname co "O'Malley"`],
  ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', 'username sw "J"'],
  ["title pr", "title pr"],
  ['meta.lastModified gt "2011-05-13T04:42:34Z"', 'meta.lastmodified gt "2011-05-13T04:42:34Z"'],
  ['title pr or userType eq "Intern"', '(title pr or usertype eq "Intern")'],
  [
    'userType eq "Employee" and (emails co "a" or emails.value co "b")',
    '(usertype eq "Employee" and (emails co "a" or emails.value co "b"))',
  ],
  ["not (a eq 1) and b eq true or c eq null", "((not a eq 1 and b eq true) or c eq null)"],
  [
    'emails[type eq "work" and value co "@x"] or ims[type eq "xmpp"]',
    '(emails[(type eq "work" and value co "@x")] or ims[type eq "xmpp"])',
  ],
  ['emails[type eq "work"].value eq "a@b"', 'emails[(type eq "work" and value eq "a@b")]'],
  ["externalId eq jyoung", 'externalid eq "jyoung"'],
  ['userName EQ "a \\"b\\" \\u00e4 (c) [d]"', 'username eq "a \\"b\\" ä (c) [d]"'],
  ['a eq "1" AND b eq "2" Or c eq "3"', '((a eq "1" and b eq "2") or c eq "3")'],
];

for (const [given, read] of filters)
  test(`a filter is read: ${given}`, () => assert.equal(plain(parseFilter(given)), read));

for (const given of [
  "",
  "a",
  "a eq",
  'a eq "b',
  "a eq ]",
  "(a pr",
  "a pr)",
  "not a pr",
  "a[b pr",
  "a eq 1 and",
  '"a" eq 1',
  "a[b pr].1c eq 2",
])
  test(`what is no filter is refused: ${given}`, () =>
    assert.throws(() => parseFilter(given), { status: 400, scimType: "invalidFilter" }));

const paths: [given: string, attribute: string, sub: string | null, where: string | null][] = [
  ["userName", "username", null, null],
  ["name.familyName", "name", "familyname", null],
  ["urn:ietf:params:scim:schemas:core:2.0:User:name.givenName", "name", "givenname", null],
  ['emails[type eq "work"].value', "emails", "value", 'type eq "work"'],
  ['members[value eq "u1"]', "members", null, 'value eq "u1"'],
  [
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:employeenumber",
    null,
    null,
  ],
];

for (const [given, attribute, sub, where] of paths)
  test(`a path is read: ${given}`, () => {
    const path = parsePath(given);
    assert.deepEqual(
      [path.attribute, path.sub, path.where && plain(path.where)],
      [attribute, sub, where],
    );
  });

test("an entry of a list matches without case", () => {
  const entry = { type: "Work", value: "a@b.example", primary: true };
  const cases: [filter: string, matches: boolean][] = [
    ['type eq "work"', true],
    ['type ne "work"', false],
    ['value sw "A@" and value ew ".EXAMPLE" and value co "b"', true],
    ["primary eq true", true],
    ['primary eq "True"', true],
    ["display pr", false],
    ['not (display pr) or type eq "home"', true],
  ];
  for (const [filter, expected] of cases)
    assert.equal(matches(parseFilter(filter), entry), expected, filter);
});

test("whatever is sent as a filter or a path is read or refused, and never fails otherwise", async () => {
  const piece = fc.constantFrom(
    ...'userName eq and or not pr ( ) [ ] .value " \\ "a" 1 true null emails name.x urn:a:b $ref'.split(
      " ",
    ),
  );
  const sent = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 30 }).map((all) => all.join(" ")),
  );
  const property = fc.property(sent, (text) => {
    for (const read of [parseFilter, parsePath])
      try {
        read(text);
      } catch (error) {
        assert.ok(error instanceof ScimError, `${error}`);
      }
  });
  await fc.assert(property, { numRuns: 2_000 });
});
