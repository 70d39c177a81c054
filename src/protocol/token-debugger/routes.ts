import { Router } from "express";
import { actor } from "../../identity/actor/request.ts";
import { blank, submit } from "../../platform/http/input/form.ts";
import { DebugForm, explainPasted } from "./explain.ts";

export const tokenDebugger = Router();

const view = "protocol/token-debugger/index";

tokenDebugger.get("/", (_req, res) => {
  res.render(view, { form: blank({ pasted: "", needed: "" }), found: null });
});

tokenDebugger.post("/", async (req, res) => {
  const form = await submit(DebugForm, req.body, async (given) => ({
    given,
    found: await explainPasted(actor(req), given),
  }));
  res.set("Cache-Control", "no-store");
  if (!form.ok) return res.status(422).render(view, { form, found: null });
  const { given, found } = form.value;
  res.render(view, { form: blank(given), found });
});
