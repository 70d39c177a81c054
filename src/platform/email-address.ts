import { z } from "zod";
import { text } from "./bounded-text.ts";

/** An e-mail address, in lower case. */
export const Email = text(255, {
  missing: "Enter an e-mail address.",
  tooLong: "This e-mail address is too long: the limit is 255 characters.",
})
  .toLowerCase()
  .pipe(z.email("Enter an e-mail address, such as kim@example.org."));
