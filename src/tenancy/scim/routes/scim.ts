import { type Request, type Response, Router } from "express";
import {
  resourceTypeOf,
  resourceTypes,
  schemaOf,
  schemas,
  serviceProviderConfig,
} from "../../../identity/providers/scim/discovery.ts";
import { groupChangeIn, groupIn } from "../../../identity/providers/scim/group.ts";
import { operationsIn } from "../../../identity/providers/scim/operations.ts";
import { listQueryIn } from "../../../identity/providers/scim/paging.ts";
import {
  idIn,
  listResponse,
  presentGroup,
  presentUser,
  type Selection,
  selected,
  selects,
} from "../../../identity/providers/scim/resource.ts";
import { replacementIn, userIn } from "../../../identity/providers/scim/user.ts";
import { patchUser } from "../../../identity/providers/scim/user-patch.ts";
import type { ScimGroup } from "../../../platform/db/client.ts";
import { Forbidden, NotFound } from "../../../platform/errors.ts";
import { readJson } from "../../../platform/http/api/bodies.ts";
import { refuseMethodsFirst } from "../../../platform/http/methods.ts";
import { changeScimGroup, createScimGroup, deleteScimGroup, findScimGroup } from "../groups.ts";
import { listScimGroups, listScimUsers } from "../lists.ts";
import { membersOf } from "../members.ts";
import { resourceOf, type StoredUser } from "../stored-user.ts";
import { changeScimUser, createScimUser, deleteScimUser, findScimUser } from "../users.ts";
import { identify, scimError, send, sender } from "./door.ts";

/** SCIM 2.0 (RFC 7643 and 7644): the users and groups that sign-in providers send. */
export const scim = Router();

scim.use(refuseMethodsFirst(() => scim));
scim.use(identify);
scim.use(readJson({ limit: "4mb", maxValues: 150_000 }));

scim.get("/ServiceProviderConfig", (_req, res) => send(res, 200, serviceProviderConfig()));
scim.get("/ResourceTypes", (req, res) => sendAll(req, res, resourceTypes()));
scim.get("/ResourceTypes/:id", (req, res) => send(res, 200, resourceTypeOf(req.params.id)));
scim.get("/Schemas", (req, res) => sendAll(req, res, schemas()));
scim.get("/Schemas/:id", (req, res) => send(res, 200, schemaOf(req.params.id)));

scim.get("/Users", async (req, res) => {
  const query = listQueryIn(req.query);
  const { rows, total } = await listScimUsers(sender(req), query);
  const resources = rows.map((user) => shownUser(user, query.selection));
  send(res, 200, listResponse(resources, { total, start: query.start }));
});

scim.post("/Users", async (req, res) => {
  const user = await createScimUser(sender(req), userIn(req.body));
  sendCreated(res, shownUser(user, selectionOf(req)));
});

scim.get("/Users/:id", async (req, res) => {
  send(res, 200, shownUser(await findScimUser(sender(req), userId(req)), selectionOf(req)));
});

scim.put("/Users/:id", async (req, res) => {
  const user = await changeScimUser(sender(req), userId(req), (before) =>
    replacementIn(req.body, before),
  );
  send(res, 200, shownUser(user, selectionOf(req)));
});

scim.patch("/Users/:id", async (req, res) => {
  const operations = operationsIn(req.body);
  const user = await changeScimUser(sender(req), userId(req), (before) =>
    patchUser(before, operations),
  );
  send(res, 200, shownUser(user, selectionOf(req)));
});

scim.delete("/Users/:id", async (req, res) => {
  await deleteScimUser(sender(req), userId(req));
  res.status(204).end();
});

scim.get("/Groups", async (req, res) => {
  const query = listQueryIn(req.query);
  const members = selects(query.selection, "members");
  const { rows, total } = await listScimGroups(sender(req), query, { members });
  const resources = await shownGroups(rows, query.selection);
  send(res, 200, listResponse(resources, { total, start: query.start }));
});

scim.post("/Groups", async (req, res) => {
  const group = await createScimGroup(sender(req), groupIn(req.body));
  const [shown] = await shownGroups([group], selectionOf(req));
  if (shown) sendCreated(res, shown);
});

scim.get("/Groups/:id", async (req, res) =>
  sendGroup(req, res, await findScimGroup(sender(req), groupId(req))),
);

scim.put("/Groups/:id", async (req, res) =>
  sendGroup(req, res, await changeScimGroup(sender(req), groupId(req), groupIn(req.body))),
);

/** Without a body, because a group may have many members: Okta and Entra ID both take that. */
scim.patch("/Groups/:id", async (req, res) => {
  await changeScimGroup(sender(req), groupId(req), groupChangeIn(operationsIn(req.body)));
  res.status(204).end();
});

scim.delete("/Groups/:id", async (req, res) => {
  await deleteScimGroup(sender(req), groupId(req));
  res.status(204).end();
});

scim.use(() => {
  throw new NotFound("SCIM endpoint");
});
scim.use(scimError);

type Identified = Request<{ id: string }>;

const userId = ({ params }: Identified) => idOf("u", params.id, "user");
const groupId = ({ params }: Identified) => idOf("g", params.id, "group");

function idOf(prefix: "u" | "g", text: string, what: string): number {
  const id = idIn(prefix, text);
  if (id === null) throw new NotFound(what);
  return id;
}

const selectionOf = ({ query }: Pick<Request, "query">) => listQueryIn(query).selection;

const shownUser = (user: StoredUser, selection: Selection) =>
  selected(presentUser(user, resourceOf(user)), selection);

async function shownGroups(groups: readonly ScimGroup[], selection: Selection) {
  const members = selects(selection, "members")
    ? await membersOf(groups.map(({ id }) => id))
    : new Map();
  return groups.map((group) =>
    selected(presentGroup({ ...group, members: members.get(group.id) ?? null }), selection),
  );
}

async function sendGroup(req: Request, res: Response, group: ScimGroup): Promise<void> {
  const [shown] = await shownGroups([group], selectionOf(req));
  if (shown) send(res, 200, shown);
}

function sendCreated(res: Response, resource: { id: string; meta?: unknown }): void {
  const { location } = Object(resource.meta);
  if (location) res.set("Location", location);
  send(res, 201, resource);
}

/** These lists can't be filtered: RFC 7644, 4. */
function sendAll(req: Request, res: Response, all: readonly object[]): void {
  if (req.query.filter !== undefined) throw new Forbidden("This list can't be filtered.");
  send(res, 200, listResponse(all, { total: all.length, start: 1 }));
}
