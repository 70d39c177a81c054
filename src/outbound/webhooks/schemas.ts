import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import type { WebhookContentType } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/text.ts";
import { patternList } from "../../platform/http/input/patterns.ts";
import { flag } from "../../platform/http/input/values.ts";
import { portProblem } from "../../platform/port.ts";
import { Events } from "./events.ts";

/** A URL. Without a scheme it is http, as in SUSE Portus. */
const Url = text(2000, {
  missing: "Enter the URL to call.",
  tooLong: "This address is too long: the limit is 2000 characters.",
})
  .min(1, "Enter the URL to call.")
  .transform((url) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`))
  .refine(isHttp, {
    error: ({ input }) =>
      portProblem(String(input)) ??
      "This is not a valid URL. Enter one that begins with http:// or https://.",
  })
  .refine(
    (url) => !isHttp(url) || hasNoUser(new URL(url)),
    "Enter the user and the password in their own fields: members of the team see this address.",
  );

function isHttp(url: string): boolean {
  return /^https?:\/\/[^/\\]/i.test(url) && URL.canParse(url);
}

function hasNoUser({ username, password }: URL): boolean {
  return username === "" && password === "";
}

export const contentTypes = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
} as const;

const ContentType = z
  .enum([contentTypes.json, contentTypes.form], { error: "Choose one of the listed types." })
  .transform((type): WebhookContentType => (type === contentTypes.json ? "json" : "form"));

/** The fields of a webhook. An empty password keeps the present one. */
export const WebhookForm = z.object({
  name: text(255, {
    missing: "Give the webhook a name.",
    tooLong: "This name is too long: the limit is 255 characters.",
  })
    .min(1, "Give the webhook a name.")
    .transform(storableText),
  url: Url,
  request_method: z.enum(["POST", "GET"], { error: "Choose POST or GET." }).default("POST"),
  content_type: ContentType.default("json"),
  username: text(255)
    .refine(
      (name) => !/[:\p{Cc}]/u.test(name),
      "A user name can't contain a colon or a control character.",
    )
    .transform((name) => name || null)
    .nullable()
    .default(null),
  password: text(1000, { kind: "raw" })
    .regex(/^\P{Cc}*$/u, "This contains a character that can't be sent.")
    .default(""),
  enabled: flag.default(true),
  events: Events.default(["push", "delete"]).describe(
    "The events it is called for: `push`, `delete` or both.",
  ),
  repositories: patternList("repository")
    .default([])
    .describe("Patterns of the repositories it is called for, such as `web/app-*`; empty: all."),
  tags: patternList("tag")
    .default([])
    .describe("Patterns of the tags it is called for; empty: all, and events without a tag."),
});

export type WebhookInput = z.infer<typeof WebhookForm>;

/** The form of the settings page. A separate button enables and disables a webhook. */
export const EditForm = WebhookForm.omit({ enabled: true });

/** The fields of a change. Fields that are not sent stay unchanged. */
export const WebhookChanges = z.object({
  name: WebhookForm.shape.name.optional(),
  url: Url.optional(),
  request_method: WebhookForm.shape.request_method.unwrap().optional(),
  content_type: ContentType.optional(),
  username: WebhookForm.shape.username.unwrap().optional(),
  password: WebhookForm.shape.password.unwrap().optional(),
  enabled: flag.optional(),
  events: Events.optional(),
  repositories: patternList("repository").optional(),
  tags: patternList("tag").optional(),
});

export type WebhookChange = z.infer<typeof WebhookChanges>;

export const EnabledForm = z.object({ enabled: flag });

/** Headers that HTTP or Portus sets. */
const reserved =
  /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|x-portus-.*)$/;

export const HeaderForm = z.object({
  name: text(100, {
    missing: "Give the header's name.",
    tooLong: "This name is too long: the limit is 100 characters.",
  })
    .toLowerCase()
    .regex(
      /^[!#$%&'*+.^_`|~0-9a-z-]+$/,
      "This is not a valid header name. Use one such as X-Token.",
    )
    .refine((name) => !reserved.test(name), "Portus sets this header itself."),
  value: text(4000, {
    kind: "raw",
    missing: "Give the header's value.",
    tooLong: "This value is too long: the limit is 4000 characters.",
  })
    .trim()
    .min(1, "Give the header's value.")
    .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "This contains a character that a header can't have."),
});

export type HeaderInput = z.infer<typeof HeaderForm>;

/** The filters of a list of deliveries. */
export const DeliveriesQuery = z.object({
  state: z.enum(["sent", "pending", "failed"]).optional().catch(undefined),
  event: z.enum(["push", "delete", "test"]).optional().catch(undefined),
});

export type DeliveryFilters = z.infer<typeof DeliveriesQuery>;
