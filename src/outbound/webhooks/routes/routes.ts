import { Router } from "express";
import { deliveries } from "./deliveries.ts";
import { webhooks as ofNamespace } from "./webhooks.ts";

/** The pages of webhooks, under /namespaces. */
export const webhooks = Router();
webhooks.use(ofNamespace, deliveries);
