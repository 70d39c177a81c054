import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { filterText, rowId } from "../../platform/http/input/values.ts";
import { nameProblem } from "../../registry/names.ts";
import { strictestFirst } from "../policy/policy.ts";
import { Description, TeamChoice } from "../teams/schemas.ts";

const NamespaceName = text(255, {
  missing: "Give the namespace a name.",
  tooLong: "This name is too long: the limit is 255 characters.",
}).superRefine((name, context) => {
  const message = nameProblem(name);
  if (message) context.addIssue({ code: "custom", message });
});

export const Visibility = z.enum(strictestFirst, {
  error: "Choose private, protected or public.",
});

export const NamespaceForm = z.object({
  name: NamespaceName,
  team: TeamChoice,
  registry: z
    .literal("")
    .transform(() => undefined)
    .or(rowId)
    .optional(),
  visibility: Visibility.default("private"),
  description: Description.default(""),
});

export const DescriptionForm = z.object({ description: Description.default("") });
export const VisibilityForm = z.object({ visibility: Visibility });
export const TransferForm = z.object({ team: TeamChoice });

/** Asks to type the name, because the deletion includes everything in it. */
export const DeletionForm = (name: string) =>
  z.object({
    typed: text(255, {
      missing: `Type ${name} to delete it.`,
      tooLong: `Type ${name} to delete it.`,
    }).refine((typed) => typed === name, `Type ${name} to delete it.`),
  });

export const NamespacesQuery = z.object({
  q: filterText().catch("").default(""),
  visibility: Visibility.optional().catch(undefined),
  mine: z.literal("1").optional().catch(undefined),
});

/** The team whose page led to the form. */
export const NewQuery = z.object({ team: text(255).catch("") });

/** A name to be checked, which may be longer than is valid. */
export const NameQuery = z.object({
  name: filterText(1000).default(""),
  registry: NamespaceForm.shape.registry,
});

export type NamespaceInput = z.infer<typeof NamespaceForm>;
export type NamespacesQuery = z.infer<typeof NamespacesQuery>;
