import type { Route } from "../support/routes.ts";

export interface Row {
  route: Route;
  expected: Record<string, string>;
}

/**
 * The status of each page for: an anonymous visitor; any signed-in person; the viewer, the contributor and the owner of
 * the team whose things are requested; an admin; a disabled owner of the team. `in`: a redirect to the sign-in page.
 */
export const pages = read(`
                                                           anon any  view cont own  adm  off
GET    /api                                                200  200  200  200  200  200  200
POST   /theme                                              303  303  303  303  303  303  403
GET    /sign-up                                            200  303  303  303  303  303  200
POST   /sign-up                                            303  303  303  303  303  303  403
GET    /sign-in                                            200  303  303  303  303  303  200
POST   /sign-in                                            303  303  303  303  303  303  403
POST   /sign-out                                           in   in   in   in   in   in   403
GET    /forgotten-password                                 200  200  200  200  200  200  200
POST   /forgotten-password                                 in   in   in   in   in   in   403
GET    /new-password                                       404  404  404  404  404  404  404
POST   /new-password                                       404  404  404  404  404  404  403
GET    /confirmation                                       404  404  404  404  404  404  404
POST   /confirmation                                       404  404  404  404  404  404  403
GET    /profile                                            in   200  200  200  200  200  in
POST   /profile                                            in   303  303  303  303  303  403
POST   /profile/password                                   in   303  303  303  303  303  403
POST   /profile/disabled                                   in   in   in   in   in   422  403
POST   /profile/clients/:id/revocation                     in   404  404  404  303  404  403
POST   /profile/sessions/:id/revocation                    in   404  404  404  303  404  403
POST   /profile/tokens                                     in   201  201  201  201  201  403
POST   /profile/tokens/:id/rotation                        in   404  404  404  200  404  403
POST   /profile/tokens/:id/revocation                      in   404  404  404  303  404  403
GET    /robots                                             in   200  200  200  200  200  in
POST   /robots                                             in   422  422  422  201  201  403
GET    /robots/:id                                         in   404  404  404  200  200  in
POST   /robots/:id/role                                    in   404  404  404  303  303  403
POST   /robots/:id/tokens                                  in   404  404  404  201  201  403
POST   /robots/:id/tokens/:token/rotation                  in   404  404  404  200  200  403
POST   /robots/:id/tokens/:token/revocation                in   404  404  404  303  303  403
POST   /robots/:id/deletion                                in   404  404  404  303  303  403
GET    /                                                   303  200  200  200  200  200  303
GET    /explore                                            200  200  200  200  200  200  200
GET    /search                                             200  200  200  200  200  200  200
GET    /search/suggest                                     200  200  200  200  200  200  200
GET    /live                                               in   403  403  403  403  406  in
GET    /repositories                                       303  200  200  200  200  200  303
GET    /repositories/*name/-/access                        in   404  403  403  200  200  in
POST   /repositories/*name/-/access/visibility             in   404  403  403  303  303  403
POST   /repositories/*name/-/access/members                in   404  403  403  303  303  403
GET    /repositories/*name/-/access/members/suggestions    in   404  403  403  200  200  in
POST   /repositories/*name/-/access/members/:id/role       in   404  403  403  303  303  403
POST   /repositories/*name/-/access/members/:id/removal    in   404  403  403  303  303  403
POST   /repositories/*name/-/star                          in   404  303  303  303  303  403
GET    /repositories/*name/-/comments                      in   404  200  200  200  200  in
POST   /repositories/*name/-/comments                      in   404  303  303  303  303  403
POST   /repositories/*name/-/comments/:id/deletion         in   404  303  403  403  303  403
GET    /repositories/*name/-/edit                          404  404  403  403  200  200  404
POST   /repositories/*name/-/edit                          404  404  403  403  303  303  403
GET    /repositories/*name                                 404  404  200  200  200  200  404
GET    /repositories/*name/-/tags/:tag/timeline            404  404  200  200  200  200  404
POST   /repositories/*name/-/tags/:tag/timeline            404  404  403  303  303  303  403
POST   /repositories/*name/-/:digest/reading               404  404  403  303  303  303  403
GET    /repositories/*name/-/difference                    404  404  200  200  200  200  404
GET    /repositories/*name/-/tags/:tag                     404  404  200  200  200  200  404
GET    /repositories/*name/-/:reference                    404  404  200  200  200  200  404
GET    /repositories/*name/-/immutable-tags                404  404  200  200  200  200  404
POST   /repositories/*name/-/immutable-tags                404  404  403  403  303  303  403
POST   /repositories/*name/-/deletion                      in   404  403  403  303  303  403
GET    /repositories/*name/-/untagged                      in   404  403  403  200  200  in
POST   /repositories/*name/-/untagged                      in   404  403  403  422  422  403
GET    /repositories/*name/-/retention                     in   404  403  403  200  200  in
POST   /repositories/*name/-/retention                     in   404  403  403  303  303  403
POST   /repositories/*name/-/retention/rules               in   404  403  403  303  303  403
POST   /repositories/*name/-/retention/rules/removal       in   404  403  403  303  303  403
GET    /repositories/*name/-/usage                         404  404  200  200  200  200  404
GET    /namespaces/:id/usage                               in   404  200  200  200  200  in
GET    /namespaces/:id/stale                               in   404  200  200  200  200  in
GET    /admin/usage                                        in   403  403  403  403  200  in
GET    /admin/stale                                        in   403  403  403  403  200  in
GET    /namespaces/:id                                     404  404  200  200  200  200  404
GET    /activity                                           in   200  200  200  200  200  in
GET    /namespaces                                         in   200  200  200  200  200  in
GET    /namespaces/new                                     in   403  403  200  200  200  in
POST   /namespaces                                         in   403  403  303  303  303  403
GET    /namespaces/validate                                in   200  200  200  200  200  in
GET    /namespaces/new/suggestions                         in   200  200  200  200  200  in
GET    /repositories/*name/-/sizes                         404  404  200  200  200  200  404
GET    /namespaces/:id/sizes                               in   404  200  200  200  200  in
POST   /namespaces/:id/sizes                               in   404  403  403  403  303  403
GET    /namespaces/:id/immutable-tags                      in   404  200  200  200  200  in
POST   /namespaces/:id/immutable-tags                      in   404  403  403  303  303  403
GET    /namespaces/:id/retention                           in   404  403  403  200  200  in
POST   /namespaces/:id/retention/rules                     in   404  403  403  303  303  403
POST   /namespaces/:id/retention/rules/removal             in   404  403  403  303  303  403
GET    /admin/registries/:id/retention                     in   403  403  403  403  200  in
POST   /admin/registries/:id/retention/rules               in   403  403  403  403  303  403
POST   /admin/registries/:id/retention/rules/removal       in   403  403  403  403  303  403
GET    /namespaces/:id/edit                                in   404  403  403  200  200  in
POST   /namespaces/:id/edit                                in   404  403  403  303  303  403
POST   /namespaces/:id/visibility                          in   404  403  403  303  303  403
POST   /namespaces/:id/transfer                            in   404  403  403  422  303  403
GET    /namespaces/:id/transfer/suggestions                in   404  200  200  200  200  in
POST   /namespaces/:id/deletion                            in   404  403  403  303  303  403
GET    /namespaces/:id/webhooks                            in   404  200  200  200  200  in
GET    /namespaces/:id/webhooks/new                        in   404  403  403  200  200  in
POST   /namespaces/:id/webhooks                            in   404  403  403  201  201  403
GET    /namespaces/:id/webhooks/:webhook/edit              in   404  403  403  200  200  in
POST   /namespaces/:id/webhooks/:webhook/edit              in   404  403  403  303  303  403
POST   /namespaces/:id/webhooks/:webhook/enabled           in   404  403  403  303  303  403
POST   /namespaces/:id/webhooks/:webhook/secret            in   404  403  403  200  200  403
POST   /namespaces/:id/webhooks/:webhook/deletion          in   404  403  403  303  303  403
GET    /namespaces/:id/webhooks/:webhook                   in   404  200  200  200  200  in
POST   /namespaces/:id/webhooks/:webhook/headers           in   404  403  403  303  303  403
POST   /namespaces/:id/webhooks/:webhook/headers/:header/removal  in   404  403  403  303  303  403
POST   /namespaces/:id/webhooks/:webhook/test              in   404  403  403  303  303  403
GET    /namespaces/:id/webhooks/:webhook/deliveries/:delivery  in   404  200  200  200  200  in
POST   /namespaces/:id/webhooks/:webhook/deliveries/:delivery/retrigger  in   404  403  403  303  303  403
POST   /teams/:id/members/:memberId/role                   in   404  403  403  303  303  403
POST   /teams/:id/members/:memberId/removal                in   404  303  403  303  303  403
GET    /teams                                              in   200  200  200  200  200  in
GET    /teams/new                                          in   200  200  200  200  200  in
POST   /teams                                              in   303  303  303  303  303  403
GET    /teams/:id                                          in   404  200  200  200  200  in
GET    /teams/:id/edit                                     in   404  403  403  200  200  in
POST   /teams/:id/edit                                     in   404  403  403  303  303  403
GET    /teams/:id/members/suggestions                      in   404  403  403  200  200  in
POST   /teams/:id/members                                  in   404  403  403  303  303  403
GET    /teams/:id/deletion                                 in   404  403  403  200  200  in
POST   /teams/:id/deletion                                 in   404  403  403  303  303  403
GET    /permissions                                        in   422  200  200  200  200  in
GET    /admin/sync                                         in   403  403  403  403  200  in
POST   /admin/sync                                         in   403  403  403  403  303  403
GET    /admin/sync/repair                                  in   403  403  403  403  200  in
POST   /admin/sync/repair                                  in   403  403  403  403  422  403
GET    /admin/sync/repairs                                 in   403  403  403  403  200  in
POST   /admin/sync/repairs                                 in   403  403  403  403  303  403
GET    /admin                                              in   403  403  403  403  200  in
GET    /admin/activities.csv                               in   403  403  403  403  200  in
GET    /admin/activities.ndjson                            in   403  403  403  403  200  in
GET    /admin/events                                       in   403  403  403  403  200  in
POST   /admin/events/retry                                 in   403  403  403  403  303  403
POST   /admin/events/:id/retry                             in   403  403  403  403  303  403
GET    /admin/users                                        in   403  403  403  403  200  in
POST   /admin/users/:id/disabled                           in   403  403  403  403  303  403
POST   /admin/users/:id/admin                              in   403  403  403  403  303  403
GET    /admin/users/new                                    in   403  403  403  403  200  in
POST   /admin/users/new                                    in   403  403  403  403  303  403
GET    /admin/users/:id                                    in   403  403  403  403  200  in
POST   /admin/users/:id                                    in   403  403  403  403  303  403
POST   /admin/users/:id/password-link                      in   403  403  403  403  201  403
GET    /admin/users/:id/deletion                           in   403  403  403  403  200  in
POST   /admin/users/:id/deletion                           in   403  403  403  403  303  403
GET    /admin/registries/new                               in   403  403  403  403  200  in
POST   /admin/registries/new                               in   403  403  403  403  303  403
GET    /admin/registries                                   in   403  403  403  403  200  in
GET    /admin/registries/:id                               in   403  403  403  403  200  in
POST   /admin/registries/:id                               in   403  403  403  403  303  403
GET    /admin/settings                                     in   403  403  403  403  200  in
GET    /deletions                                          in   200  200  200  200  200  in
GET    /deletions/:id                                      in   404  403  403  200  200  in
POST   /deletions/:id/execution                            in   404  403  403  303  303  403
POST   /deletions/:id/undo                                 in   404  403  403  303  303  403
`);

/** The same for the API, with the team's robot, and a token of the owner limited to another repository: by Portus-Auth and by Basic. */
export const operations = read(`
                                                             anon any  view cont own  adm  off  bot  lim  basic
GET    /v2/token                                             200  200  200  200  200  200  401  200  200  200
POST   /v2/token                                             400  200  200  200  200  200  401  200  400  200
GET    /assets/*file                                         200  200  200  200  200  200  200  200  200  200
GET    /healthz                                              200  200  200  200  200  200  200  200  200  200
GET    /readyz                                               200  200  200  200  200  200  200  200  200  200
GET    /v2                                                   401  200  200  200  200  200  401  200  401  200
GET    /v1/_ping                                             200  200  200  200  200  200  200  200  200  200
GET    /v1/search                                            200  200  200  200  200  200  401  200  200  200
GET    /v2/_catalog                                          401  401  401  401  401  401  401  401  401  401
GET    /v2/*name/tags/list                                   401  401  401  401  401  401  401  401  401  401
GET    /v2/*name/referrers/:digest                           401  401  401  401  401  401  401  401  401  401
POST   /v2/webhooks/events                                   401  401  401  401  401  401  401  401  401  401
GET    /api/openapi.json                                     200  200  200  200  200  200  200  200  200  200
GET    /api/openapi-spec                                     200  200  200  200  200  200  200  200  200  200
GET    /api/v1/_ping                                         200  200  200  200  200  200  401  200  200  200
GET    /api/v1/health                                        200  200  200  200  200  200  401  200  403  403
POST   /api/v1/users/bootstrap                               400  400  400  400  400  400  401  400  403  403
POST   /api/v1/users                                         401  403  403  403  403  201  401  403  403  403
GET    /api/v1/users/:id                                     401  403  403  403  403  200  401  403  403  403
PUT    /api/v1/users/:id                                     401  403  403  403  403  200  401  403  403  403
DELETE /api/v1/users/:id                                     401  403  403  403  403  204  401  403  403  403
GET    /api/v1/registries                                    401  403  403  403  403  200  401  403  403  403
GET    /api/v1/registries/validate                           401  403  403  403  403  200  401  403  403  403
PUT    /api/v1/registries/:id                                401  403  403  403  403  200  401  403  403  403
POST   /api/v1/registries                                    401  403  403  403  403  201  401  403  403  403
GET    /api/v1/users                                         401  403  403  403  403  200  401  403  403  403
GET    /api/v1/users/:id/application_tokens                  401  403  403  200  403  403  401  403  403  403
POST   /api/v1/users/:id/application_tokens                  401  403  403  201  403  403  401  403  403  403
POST   /api/v1/users/application_tokens/:id/rotation         401  403  403  403  200  403  401  403  403  403
DELETE /api/v1/users/application_tokens/:id                  401  403  403  403  204  403  401  403  403  403
POST   /api/v1/namespaces/:id/preview                        401  404  403  403  200  200  401  403  403  403
POST   /api/v1/teams/:id/members/:member_id/preview          401  404  403  403  200  200  401  403  403  403
POST   /api/v1/repositories/:id/preview                      401  404  403  403  200  200  401  403  403  403
GET    /api/v1/profile                                       401  200  200  200  200  200  401  200  403  403
PUT    /api/v1/profile                                       401  204  204  204  204  204  401  204  403  403
PUT    /api/v1/profile/password                              401  204  204  204  204  204  401  422  403  403
GET    /api/v1/profile/clients                               401  200  200  200  200  200  401  200  403  403
DELETE /api/v1/profile/clients/:id                           401  404  404  404  204  404  401  404  403  403
GET    /api/v1/profile/sessions                              401  200  200  200  200  200  401  200  403  403
DELETE /api/v1/profile/sessions/:id                          401  404  404  404  204  404  401  404  403  403
POST   /api/v1/users/:id/password_link                       401  403  403  403  403  201  401  403  403  403
PUT    /api/v1/repositories/:id/star                         401  404  204  204  204  204  401  204  403  403
DELETE /api/v1/repositories/:id/star                         401  404  204  204  204  204  401  204  403  403
POST   /api/v1/repositories/:id/comments                     401  404  204  204  204  204  401  204  403  403
DELETE /api/v1/repositories/:id/comments/:comment_id         401  404  204  403  403  204  401  403  403  403
POST   /api/v1/repositories/:id/rollback                     401  404  403  202  202  202  401  202  403  403
POST   /api/v1/events/retry                                  401  403  403  403  403  202  401  403  403  403
POST   /api/v1/events/:id/retry                              401  403  403  403  403  204  401  403  403  403
GET    /api/v1/robots                                        401  200  200  200  200  200  401  200  403  403
POST   /api/v1/robots                                        401  422  422  422  201  201  401  422  403  403
GET    /api/v1/robots/:id                                    401  404  404  404  200  200  401  404  403  403
PUT    /api/v1/robots/:id                                    401  404  404  404  204  204  401  404  403  403
DELETE /api/v1/robots/:id                                    401  404  404  404  204  204  401  404  403  403
GET    /api/v1/repositories                                  401  200  200  200  200  200  401  200  200  200
GET    /api/v1/repositories/:id/images/:reference            401  404  200  200  200  200  401  200  404  404
GET    /api/v1/repositories/:id                              401  404  200  200  200  200  401  200  404  404
PUT    /api/v1/repositories/:id                              401  404  403  403  200  200  401  403  403  403
GET    /api/v1/repositories/:id/tags                         401  404  200  200  200  200  401  200  404  404
GET    /api/v1/repositories/:id/tags/grouped                 401  404  200  200  200  200  401  200  404  404
GET    /api/v1/repositories/:id/tags/:tag_id                 401  404  200  200  200  200  401  200  404  404
GET    /api/v1/tags                                          401  403  403  403  403  200  401  403  403  403
GET    /api/v1/tags/:id                                      401  404  200  200  200  200  401  200  404  404
POST   /api/v1/vulnerabilities                               401  403  403  403  403  405  401  403  403  403
POST   /api/v1/vulnerabilities/:id                           401  403  403  403  403  405  401  403  403  403
POST   /api/v1/teams/:id/ldap_check                          401  405  405  405  405  405  401  405  403  403
GET    /api/v1/repositories/:id/members                      401  404  403  403  200  200  401  403  403  403
POST   /api/v1/repositories/:id/members                      401  404  403  403  201  201  401  403  403  403
PUT    /api/v1/repositories/:id/members/:member_id           401  404  403  403  204  204  401  403  403  403
DELETE /api/v1/repositories/:id/members/:member_id           401  404  403  403  204  204  401  403  403  403
PUT    /api/v1/repositories/:id/visibility                   401  404  403  403  204  204  401  403  403  403
DELETE /api/v1/repositories/:id                              401  404  403  403  204  204  401  403  404  404
GET    /api/v1/teams                                         401  200  200  200  200  200  401  200  403  403
POST   /api/v1/teams                                         401  201  201  201  201  201  401  403  403  403
GET    /api/v1/teams/:id                                     401  404  200  200  200  200  401  200  403  403
PUT    /api/v1/teams/:id                                     401  404  403  403  200  200  401  403  403  403
GET    /api/v1/teams/:id/members                             401  404  200  200  200  200  401  200  403  403
POST   /api/v1/teams/:id/members                             401  404  403  403  201  201  401  403  403  403
PUT    /api/v1/teams/:id/members/:member_id                  401  404  403  403  200  200  401  403  403  403
DELETE /api/v1/teams/:id/members/:member_id                  401  404  204  403  204  204  401  403  403  403
GET    /api/v1/namespaces                                    401  200  200  200  200  200  401  200  403  403
GET    /api/v1/teams/:id/namespaces                          401  404  200  200  200  200  401  200  403  403
GET    /api/v1/namespaces/validate                           401  200  200  200  200  200  401  200  403  403
POST   /api/v1/namespaces                                    401  404  403  201  201  201  401  403  403  403
GET    /api/v1/namespaces/:id                                401  404  200  200  200  200  401  200  403  403
PUT    /api/v1/namespaces/:id                                401  404  403  403  200  200  401  403  403  403
GET    /api/v1/namespaces/:id/repositories                   401  404  200  200  200  200  401  200  403  403
DELETE /api/v1/namespaces/:id                                401  404  403  403  204  204  401  403  403  403
DELETE /api/v1/teams/:id                                     401  404  403  403  204  204  401  403  403  403
GET    /api/v1/namespaces/:id/webhooks                       401  404  200  200  200  200  401  200  403  403
POST   /api/v1/namespaces/:id/webhooks                       401  404  403  403  201  201  401  403  403  403
GET    /api/v1/namespaces/:id/webhooks/:webhook_id           401  404  200  200  200  200  401  200  403  403
PUT    /api/v1/namespaces/:id/webhooks/:webhook_id           401  404  403  403  200  200  401  403  403  403
DELETE /api/v1/namespaces/:id/webhooks/:webhook_id           401  404  403  403  204  204  401  403  403  403
POST   /api/v1/namespaces/:id/webhooks/:webhook_id/secret    401  404  403  403  200  200  401  403  403  403
POST   /api/v1/namespaces/:id/webhooks/:webhook_id/headers   401  404  403  403  201  201  401  403  403  403
DELETE /api/v1/namespaces/:id/webhooks/:webhook_id/headers/:header_id  401  404  403  403  204  204  401  403  403  403
POST   /api/v1/namespaces/:id/webhooks/:webhook_id/test      401  404  403  403  202  202  401  403  403  403
GET    /api/v1/namespaces/:id/webhooks/:webhook_id/deliveries  401  404  200  200  200  200  401  200  403  403
GET    /api/v1/namespaces/:id/webhooks/:webhook_id/deliveries/:delivery_id  401  404  200  200  200  200  401  200  403  403
POST   /api/v1/namespaces/:id/webhooks/:webhook_id/deliveries/:delivery_id/retrigger  401  404  403  403  202  202  401  403  403  403
GET    /api/v1/permissions                                   401  422  200  200  200  200  401  200  403  403
DELETE /api/v1/tags/:id                                      401  404  403  403  204  204  401  403  404  404
GET    /api/v1/registries/:id/retention                    401  403  403  403  403  200  401  403  403  403
PUT    /api/v1/registries/:id/retention                    401  403  403  403  403  204  401  403  403  403
DELETE /api/v1/registries/:id/retention                    401  403  403  403  403  204  401  403  403  403
GET    /api/v1/namespaces/:id/immutable_tags                401  404  200  200  200  200  401  200  403  403
PUT    /api/v1/namespaces/:id/immutable_tags                401  404  403  403  204  204  401  403  403  403
GET    /api/v1/repositories/:id/immutable_tags              401  404  200  200  200  200  401  200  403  403
PUT    /api/v1/repositories/:id/immutable_tags              401  404  403  403  204  204  401  403  403  403
GET    /api/v1/namespaces/:id/retention                    401  404  403  403  200  200  401  403  403  403
PUT    /api/v1/namespaces/:id/retention                    401  404  403  403  204  204  401  403  403  403
DELETE /api/v1/namespaces/:id/retention                    401  404  403  403  204  204  401  403  403  403
GET    /api/v1/repositories/:id/untagged                   401  404  403  403  200  200  401  403  404  404
POST   /api/v1/repositories/:id/untagged/deletion          401  404  403  403  422  422  401  403  404  404
GET    /api/v1/repositories/:id/retention                  401  404  403  403  200  200  401  403  403  403
PUT    /api/v1/repositories/:id/retention                  401  404  403  403  204  204  401  403  403  403
DELETE /api/v1/repositories/:id/retention                  401  404  403  403  204  204  401  403  403  403
GET    /api/v1/repositories/:id/retention/decisions        401  404  403  403  200  200  401  403  403  403
POST   /api/v1/repositories/:id/retention/run              401  404  403  403  200  200  401  403  403  403
GET    /api/v1/repositories/:id/sizes                      401  404  200  200  200  200  401  200  403  403
GET    /api/v1/namespaces/:id/sizes                        401  404  200  200  200  200  401  200  403  403
PUT    /api/v1/namespaces/:id/quota                        401  404  403  403  403  204  401  403  403  403
GET    /api/v1/repositories/:id/pulls                        401  404  200  200  200  200  401  200  404  404
GET    /api/v1/namespaces/:id/pulls                          401  404  200  200  200  200  401  200  403  403
GET    /api/v1/pulls                                         401  403  403  403  403  200  401  403  403  403
POST   /api/v1/deletions/:id/undo                            401  404  403  403  200  200  401  403  403  403
GET    /api/v1/sync                                          401  403  403  403  403  200  401  403  403  403
POST   /api/v1/sync                                          401  403  403  403  403  202  401  403  403  403
GET    /api/v1/drifts                                        401  403  403  403  403  200  401  403  403  403
POST   /api/v1/drifts/repair                                 401  403  403  403  403  202  401  403  403  403
POST   /api/v1/drifts/:id/repair                             401  403  403  403  403  422  401  403  403  403
GET    /api/version                                          401  200  200  200  200  200  401  200  403  403
`);

function read(table: string): Row[] {
  const [head = "", ...lines] = table.split("\n").filter((line) => line.trim());
  const who = head.trim().split(/\s+/);
  return lines.map((line) => {
    const [method, path, ...codes] = line.trim().split(/\s+/);
    if (codes.length !== who.length) throw new Error(`A cell is missing: ${line}`);
    const expected = Object.fromEntries(who.map((name, at) => [name, codes[at] ?? ""]));
    return { route: `${method} ${path}` as Route, expected };
  });
}
