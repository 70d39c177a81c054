import { z } from "zod";
import type { WebhookContentType } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/json.ts";
import { flag } from "../../platform/http/input/values.ts";

const words = (most: number) =>
  z.string().max(most, `This is too long: ${most} characters are the limit.`);

/** Without a scheme it is http, as the ancestor had it (WHK-007). */
const Url = z
  .string({ error: "Enter the address that is to be called." })
  .trim()
  .min(1, "Enter the address that is to be called.")
  .max(2000, "This address is too long: 2000 characters are the limit.")
  .transform((text) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`))
  .refine(isHttp, "This is not a valid URL. Enter one that begins with http:// or https://.")
  .refine(
    (text) => !isHttp(text) || hasNoUser(new URL(text)),
    "Enter the user and the password in their own fields: members of the team see this address.",
  );

function isHttp(text: string): boolean {
  return /^https?:\/\/[^/\\]/i.test(text) && URL.canParse(text);
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

/** What may be said of a webhook. A password that is empty is the one that is known already. */
export const WebhookForm = z.object({
  name: z
    .string({ error: "Give the webhook a name." })
    .trim()
    .min(1, "Give the webhook a name.")
    .max(255, "This name is too long: 255 characters are the limit.")
    .transform(storableText),
  url: Url,
  request_method: z.enum(["POST", "GET"], { error: "Choose POST or GET." }).default("POST"),
  content_type: ContentType.default("json"),
  username: words(255)
    .trim()
    .refine((name) => !/[:\p{Cc}]/u.test(name), "A user name for HTTP has no colon in it.")
    .transform((name) => name || null)
    .nullable()
    .default(null),
  password: words(1000)
    .regex(/^\P{Cc}*$/u, "There is a character in it that can't be sent.")
    .default(""),
  enabled: flag.default(true),
});

export type WebhookInput = z.infer<typeof WebhookForm>;

/** What is changed on a page; whether it is enabled has a button of its own. */
export const EditForm = WebhookForm.omit({ enabled: true });

/** The same, of which only what is given changes. */
export const WebhookChanges = z.object({
  name: WebhookForm.shape.name.optional(),
  url: Url.optional(),
  request_method: WebhookForm.shape.request_method.unwrap().optional(),
  content_type: ContentType.optional(),
  username: WebhookForm.shape.username.unwrap().optional(),
  password: WebhookForm.shape.password.unwrap().optional(),
  enabled: flag.optional(),
});

export type WebhookChange = z.infer<typeof WebhookChanges>;

export const EnabledForm = z.object({ enabled: flag });

/** What makes the request itself, and what Portus says for itself. */
const reserved =
  /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|x-portus-.*)$/;

export const HeaderForm = z.object({
  name: z
    .string({ error: "Give the header's name." })
    .trim()
    .toLowerCase()
    .max(100, "This name is too long: 100 characters are the limit.")
    .regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/, "This is no name of a header. Write one such as X-Token.")
    .refine((name) => !reserved.test(name), "Portus sets this header itself."),
  value: z
    .string({ error: "Give the header's value." })
    .trim()
    .min(1, "Give the header's value.")
    .max(4000, "This value is too long: 4000 characters are the limit.")
    .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "There is a character in it that a header can't have."),
});

export type HeaderInput = z.infer<typeof HeaderForm>;
