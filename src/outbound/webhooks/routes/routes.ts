import { Router } from "express";
import { deliveries } from "./deliveries.ts";
import { webhooks as ofNamespace } from "./webhooks.ts";

/** Under /namespaces: whom Portus tells what happens there. */
export const webhooks = Router();
webhooks.use(ofNamespace, deliveries);
