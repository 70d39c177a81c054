import { Router } from "express";
import { z } from "zod";
import { requireSignIn } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { NotFound, TooMany, Unavailable } from "../../platform/errors.ts";
import { setStatus } from "../../platform/http/errors.ts";
import { shownIn, submit } from "../../platform/http/input/form.ts";
import { idIn } from "../../platform/http/input/params.ts";
import { paths } from "../../platform/paths/paths.ts";
import { offerConnection, showConnections } from "../external-sign-in/routes/connections.ts";
import { listDirectories } from "./directories.ts";

export const directoryConnections = Router();

const path = "/profile/connections/directories/:id";

const noName = "Enter your user name at the directory.";
const noPassword = "Enter your password at the directory.";

const DirectoryForm = z.object({
  username: text(255, { missing: noName }).min(1, noName),
  secret: text(1024, { kind: "raw", missing: noPassword }).min(1, noPassword),
});

/** Checks the name and the password at a directory, instead of leading there. To connect it needs a recent sign-in. */
directoryConnections.post(path, requireSignIn, async (req, res) => {
  const id = idIn(req.params, "directory");
  const form = await submit(DirectoryForm, req.body, async (input) => {
    const known = (await listDirectories()).find(({ provider }) => provider.id === id);
    if (!known) throw new NotFound("directory");
    const { provePerson } = await import("./check-password.ts");
    const given = { ...input, address: req.ip ?? "" };
    return provePerson(known, given).catch(shownIn("secret", TooMany, Unavailable));
  });
  if (!form.ok) return showConnections(req, setStatus(res, form.cause), { ...form, directory: id });

  await offerConnection(req, { id }, form.value);
  res.redirect(303, paths.connections());
});
