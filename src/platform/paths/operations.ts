import { type Query, query } from "./parts.ts";

const activity = {
  home: () => "/",
  admin: () => "/admin",
  activity: (params: Query = {}) => query("/activity", params),
  activitiesCsv: (params: Query = {}) => query("/admin/activities.csv", params),
  activitiesNdjson: (params: Query = {}) => query("/admin/activities.ndjson", params),
};

const settings = {
  settings: () => "/admin/settings",
};

export const operationsPaths = { ...activity, ...settings };
