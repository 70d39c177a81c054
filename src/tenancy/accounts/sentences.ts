import { plural } from "../../platform/plural.ts";
import type { Consequences } from "./deletion.ts";

/** What a confirmation page says of the deletion of an account: one item for each thing that ends, is deleted or stays. */
export function deletionItems({ tokens, emptied, kept }: Consequences): string[] {
  return [
    `${plural(tokens, "application token")}, all sessions and signed-in clients end.`,
    ...emptied.map((name) => `The namespace ${name} is empty and is deleted.`),
    ...kept.map(
      (name) =>
        `The namespace ${name} contains repositories and stays. Admins may transfer it to a team.`,
    ),
  ];
}
