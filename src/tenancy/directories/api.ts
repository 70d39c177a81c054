import { z } from "zod";
import { actor, audit } from "../../identity/actor/request.ts";
import { text } from "../../platform/bounded-text.ts";
import { NotFound } from "../../platform/errors.ts";
import { endpoint, IdParams } from "../../platform/http/api/endpoint.ts";
import { findTeam } from "../teams/find.ts";
import { mapsNames, stopMappingName } from "./name-mappings.ts";

const none =
  "This instance takes no team members from an LDAP directory, so there is no check to switch off. Nothing has to be done.";

export const endpoints = [
  endpoint("post", "/teams/:id/ldap_check", {
    summary:
      "Stop the members of the directory's group that has the team's name from joining it; its members stay",
    allowsRestrictedTokens: true,
    params: z.object({ id: text(255, { kind: "raw" }) }), // 405 comes before 404, as ever
    answer: z.object({ message: z.string() }),
    otherwise: { status: 405, means: "No directory maps groups to teams by their names." },
    run: async ({ req, res, params }) => {
      if (!(await mapsNames())) {
        res.status(405);
        return { message: none };
      }
      const found = IdParams.safeParse(params);
      if (!found.success) throw new NotFound("team");
      const team = await findTeam(actor(req), found.data.id);
      await stopMappingName(audit(req), team);
      return { message: `Members of the group ${team.name} no longer join this team by its name.` };
    },
  }),
];
