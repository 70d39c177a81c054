import { type Request, type Response, Router } from "express";
import { actor, requireRecentSignInIf } from "../../identity/actor/request.ts";
import { helperInstallation } from "../../identity/device-sign-in/install.ts";
import { namespaceOf } from "../../identity/tokens/snippets/use.ts";
import { NotFound } from "../../platform/errors.ts";
import { readExportQuery, readPageQuery } from "../../platform/http/input/page-query.ts";
import { paths } from "../../platform/paths/paths.ts";
import { chosenQuery } from "./chosen.ts";
import { credentialHelperScript, registryHosts } from "./credential-helper.ts";
import { withoutSecrets } from "./instance.ts";
import { type Chosen, type Kind, makeFile } from "./kind.ts";
import { groupsFor, kinds } from "./kinds.ts";
import { commandLine, formOf } from "./page.ts";
import { instanceWith, registryNames, thisInstance } from "./this-instance.ts";

/** Under /configure: the files that people need who use the registry. */
export const clientConfigurations = pagesFor("everyone");

/** Under /admin/configure: the files of the registry and its proxies, some of them with secrets. */
export const administration = pagesFor("admins");

/** The credential helper of this Portus, as a file for anybody: a machine that installs it has no account yet. */
export const credentialHelper = Router();

credentialHelper.get(paths.credentialHelper(), async (_req, res) => {
  res.set("Cache-Control", "public, max-age=300");
  res.type("text/x-shellscript; charset=utf-8").send(await credentialHelperScript());
});

/** How to install it, and what it does. */
export const credentialHelperGuide = Router();

credentialHelperGuide.get("/credential-helper", async (_req, res) => {
  res.render("operations/configure/credential-helper", {
    helper: helperInstallation(await registryHosts()),
  });
});

function pagesFor(audience: Kind["for"]): Router {
  const router = Router();

  router.get("/", (_req, res) => {
    res.render("operations/configure/index", { audience, groups: groupsFor(audience) });
  });

  router.get("/:kind", async (req, res) => {
    const kind = kindIn(req, audience);
    const registries = await registryNames();
    const chosen = readPageQuery(res, chosenQuery(kind, registries));
    const instance = await instanceFor(req, chosen);
    res.render("operations/configure/kind", {
      kind,
      ...makeFile(kind, chosen, withoutSecrets(instance)),
      form: formOf(kind, { chosen, instance, asTyped: res.locals.asTyped }),
      registries,
      chosen,
      command: commandLine(kind, chosen),
    });
  });

  router.get("/:kind/file", requireRecentSignInIf(hasSecrets), async (req, res) => {
    const kind = kindIn(req, audience);
    const chosen = readExportQuery(res, chosenQuery(kind, await registryNames()));
    const { text } = makeFile(kind, chosen, await instanceFor(req, chosen));
    send(res, kind.file, text);
  });

  return router;

  async function hasSecrets(req: Request): Promise<boolean> {
    return kindIn(req, audience).needs === "events";
  }
}

function kindIn(req: Request, audience: Kind["for"]): Kind {
  const found = kinds.find((kind) => kind.name === req.params.kind && kind.for === audience);
  if (!found) throw new NotFound("kind of file");
  return found;
}

/** The values of the instance for the person who asks. */
async function instanceFor(req: Request, { name }: Chosen) {
  const { id, username } = actor(req);
  const instance = thisInstance({ username, repository: `${await namespaceOf({ id })}/app` });
  return name === undefined ? instance : instanceWith(name, instance);
}

function send(res: Response, name: string, text: string): void {
  res.set("Cache-Control", "no-store");
  res.attachment(name).type("text/plain; charset=utf-8").send(text);
}
