import type { Located } from "../reference.ts";
import { type Query, query } from "./parts.ts";
import { name } from "./repository-name.ts";

const activity = {
  home: () => "/",
  nextSteps: () => "/next-steps",
  admin: () => "/admin",
  activity: (params: Query = {}) => query("/activity", params),
  repositoryActivity: (repository: Located, params: Query = {}) =>
    query(`/repositories/${name(repository)}/-/activity`, params),
  activitiesCsv: (params: Query = {}) => query("/admin/activities.csv", params),
  activitiesNdjson: (params: Query = {}) => query("/admin/activities.ndjson", params),
};

const problems = {
  emails: (params: Query = {}) => query("/admin/emails", params),
};

const settings = {
  settings: () => "/admin/settings",
};

/** A kind of file of the configuration maker. */
interface Kind {
  name: string;
  for: "admins" | "everyone";
}

const place = ({ name, for: audience }: Kind) =>
  `${audience === "admins" ? "/admin" : ""}/configure/${name}`;

const configure = {
  clientConfigurations: () => "/configure",
  credentialHelper: () => "/docker-credential-portus",
  credentialHelperGuide: () => "/configure/credential-helper",
  configurations: () => "/admin/configure",
  configuration: (kind: Kind, params: Query = {}) => query(place(kind), params),
  configurationFile: (kind: Kind, params: Query = {}) => query(`${place(kind)}/file`, params),
};

const doctor = {
  doctor: () => "/admin/doctor",
  doctorMirror: () => "/healthz/mirror",
};

export const operationsPaths = { ...activity, ...problems, ...settings, ...configure, ...doctor };
