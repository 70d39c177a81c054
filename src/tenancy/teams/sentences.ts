/** The roles of members as choices of a form. */
export const roleChoices = [
  { value: "viewer", label: "Viewer: may pull" },
  { value: "contributor", label: "Contributor: may pull and push" },
  { value: "owner", label: "Owner: may also manage members and settings" },
];
