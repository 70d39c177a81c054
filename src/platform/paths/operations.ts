import type { Located } from "../reference.ts";
import { name, type Query, query } from "./parts.ts";

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

export const operationsPaths = { ...activity, ...problems, ...settings };
