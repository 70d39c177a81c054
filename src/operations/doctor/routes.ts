import { Router } from "express";
import { actor } from "../../identity/actor/request.ts";
import { button } from "../../platform/http/input/form.ts";
import { flash } from "../../platform/http/session.ts";
import { paths } from "../../platform/paths/paths.ts";
import { isProof, proofHeader, type Reflection } from "./mirror.ts";
import { reportText, summaryOf } from "./report.ts";
import { lastRun, startRun } from "./runs.ts";

/** Tells a doctor what reached this process of its request. Everybody else learns nothing. */
export const mirror = Router();

mirror.get(paths.doctorMirror(), (req, res) => {
  res.set("Cache-Control", "no-store");
  if (!isProof(req.get(proofHeader))) return void res.status(404).type("text").send("Not found.\n");
  const reflection: Reflection = {
    host: req.get("host") ?? null,
    protocol: req.protocol,
    address: plain(req.ip),
    peer: plain(req.socket.remoteAddress),
    forwardedFor: req.get("x-forwarded-for") ?? null,
    forwardedProto: req.get("x-forwarded-proto") ?? null,
  };
  res.json(reflection);
});

/** An IPv4 address as people write it. */
const plain = (address: string | undefined) => address?.replace(/^::ffff:/, "") ?? null;

/** Under /admin: the last run of the doctor, and the button for the next. */
export const administration = Router();

const refreshSeconds = 2;

administration.get("/doctor", async (req, res) => {
  const run = await lastRun(actor(req));
  if (run?.state === "running") res.set("Refresh", `${refreshSeconds}`);
  const checks = run?.checks ?? [];
  res.render("operations/doctor/index", {
    run,
    failed: checks.filter(({ ok }) => ok === false).map(withLines),
    unchecked: checks.filter(({ ok }) => ok === null),
    fine: checks.filter(({ ok }) => ok),
    summary: summaryOf(checks),
    report: reportText({ ok: true, checks, fixed: [] }),
  });
});

function withLines<C extends { cure: readonly string[] }>(check: C) {
  const [what = "", ...lines] = check.cure;
  return { ...check, what, lines: lines.join("\n") };
}

administration.post("/doctor", button, async (req, res) => {
  if (!(await startRun(actor(req)))) flash(req, "The doctor is already running.", "info");
  res.redirect(303, paths.doctor());
});
