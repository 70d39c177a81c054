import { z } from "zod";
import { actor } from "../../identity/actor/request.ts";
import { endpoint } from "../../platform/http/api/endpoint.ts";
import { findProblems } from "./find.ts";
import { kinds, type Problem } from "./problem.ts";

const Link = z.object({ text: z.string(), href: z.string() });

const ProblemEntity = z.object({
  kind: z.enum(kinds),
  severity: z.enum(["bad", "warn"]), // bad: something does not work now
  sentence: z.string(),
  since: z.iso.datetime().nullable(),
  cure: z.string(),
  action: Link.nullable(), // the page where to do it
  lines: z.string().nullable(), // to paste
  places: z.array(Link), // what it concerns, the first few
});

const present = ({ kind, severity, sentence, since, cure, action, lines, places }: Problem) => ({
  kind,
  severity,
  sentence,
  since,
  cure,
  action,
  lines,
  places,
});

export const endpoints = [
  endpoint("get", "/problems", {
    summary: "What needs a person in this Portus, the most pressing first, each with its cure",
    caller: "admin",
    answer: z.array(ProblemEntity),
    run: async ({ req }) => (await findProblems(actor(req))).map(present),
  }),
];
