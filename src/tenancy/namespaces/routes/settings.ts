import { type Request, type Response, Router } from "express";
import { actor, audit } from "../../../identity/actor/request.ts";
import { config } from "../../../platform/config/config.ts";
import { ensure } from "../../../platform/errors.ts";
import { blank, type Form, submit } from "../../../platform/http/input/form.ts";
import { readPageQuery } from "../../../platform/http/input/page-query.ts";
import { idIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { SuggestionQuery } from "../../teams/schemas.ts";
import { changeNamespace } from "../change.ts";
import { teamsToTransferTo } from "../create.ts";
import { findNamespace } from "../find.ts";
import { offeredChanges } from "../offered-changes.ts";
import { DescriptionForm, TransferForm, VisibilityForm } from "../schemas.ts";
import { visibilityChoices } from "../sentences.ts";
import { askBefore } from "./confirm.ts";
import { transferQuestion, visibilityQuestion } from "./questions.ts";

export const namespaceSettings = Router();

namespaceSettings.get("/:id/edit", (req, res) => showSettings(req, res, {}));

namespaceSettings.post("/:id/edit", async (req, res) => {
  const namespace = await namespaceOf(req);
  const form = await submit(DescriptionForm, req.body, ({ description }) =>
    changeNamespace(audit(req), namespace, { description }),
  );
  await saved(req, res, form, { kind: "description", said: "Description saved." });
});

namespaceSettings.post("/:id/visibility", async (req, res) => {
  const namespace = await namespaceOf(req);
  const form = await submit(VisibilityForm, req.body, async ({ visibility }) => {
    const preview = await visibilityQuestion(actor(req), namespace, visibility);
    if (askBefore(req, res, preview)) return "asked";
    await changeNamespace(audit(req), namespace, { visibility });
    return "done";
  });
  const said = "Visibility changed. It takes effect with each client's next registry token.";
  await saved(req, res, form, { kind: "visibility", said });
});

namespaceSettings.post("/:id/transfer", async (req, res) => {
  const namespace = await namespaceOf(req);
  const form = await submit(TransferForm, req.body, async ({ team }) => {
    const preview = await transferQuestion(actor(req), namespace, team);
    if (askBefore(req, res, preview)) return "asked";
    await changeNamespace(audit(req), namespace, { team });
    return "done";
  });
  await saved(req, res, form, { kind: "transfer", said: "Namespace transferred." });
});

namespaceSettings.get("/:id/transfer/suggestions", async (req, res) => {
  await namespaceOf(req);
  const names = await teamsToTransferTo(actor(req), readPageQuery(res, SuggestionQuery).q);
  res.json(names.map((value) => ({ value })));
});

export function namespaceOf(req: Request) {
  return findNamespace(actor(req), idIn(req.params, "namespace"));
}

interface Saved {
  kind: "description" | "visibility" | "transfer";
  said: string;
}

/** Redirects to the namespace, or shows the form again with its errors. A confirmation page has already been sent. */
async function saved(req: Request, res: Response, form: Form<unknown>, { kind, said }: Saved) {
  if (!form.ok) return showSettings(req, res.status(422), { [kind]: form });
  if (form.value === "asked") return;
  flash(req, said);
  res.redirect(303, paths.namespace(await namespaceOf(req)));
}

/** The settings of a namespace. A refused form shows its input and errors. */
async function showSettings(req: Request, res: Response, forms: Record<string, object>) {
  const person = actor(req);
  const namespace = await namespaceOf(req);
  const can = offeredChanges(person, namespace);
  ensure(can.any, "Only the owners of this namespace and admins may change it. Ask one of them.");
  const { description, visibility } = namespace;
  res.render("tenancy/namespaces/edit", {
    namespace,
    can,
    teams: can.transfer ? await teamsToTransferTo(person) : [],
    visibilityChoices: visibilityChoices(namespace, config.rules),
    forms: {
      description: blank({ description }),
      visibility: blank({ visibility }),
      transfer: blank({ team: "" }),
      ...forms,
    },
  });
}
