import { Router } from "express";
import { audit, visitor } from "../../../identity/actor/request.ts";
import { button } from "../../../platform/http/input/form.ts";
import { nameIn } from "../../../platform/http/input/params.ts";
import { flash } from "../../../platform/http/session.ts";
import { paths } from "../../../platform/paths/paths.ts";
import { findRepository } from "../../repositories/find.ts";
import { findImage } from "../find.ts";
import { retryReading } from "../reader/failures.ts";

export const reading = Router();

reading.post("/*name/-/:digest/reading", button, async (req, res) => {
  const repository = await findRepository(visitor(req), nameIn(req.params));
  const image = await findImage(repository.id, req.params.digest);
  const retried = await retryReading(audit(req), repository, image);
  if (retried)
    flash(req, "Portus will read the manifest again within seconds. Reload the page to see it.");
  else flash(req, "Portus has read this manifest in the meantime.", "info");
  res.redirect(303, paths.image(repository, image.digest));
});
