import { type Counts, largeTags, ownRepositories, ownTags, pullDays } from "./counts.ts";

/** What exists before: the place of the member, whose rows the statements refer to. */
export interface Place {
  registryId: number;
  teamId: number;
  namespaceId: number;
  namespace: string;
  repositoryId: number;
  repository: string;
}

type Statement = readonly [name: string, sql: string];

const index = "application/vnd.oci.image.index.v1+json";
const manifest = "application/vnd.oci.image.manifest.v1+json";
const config = "application/vnd.oci.image.config.v1+json";
const layer = "application/vnd.oci.image.layer.v1.tar+gzip";
const sha = (text: string) => `'sha256:' || encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;

/**
 * Statements that fill the catalogue. They refer to tables of the connection: `place_repositories` has a row for each
 * repository and `place_images` one for each image, so that later statements need no random numbers and no sequences.
 */
export function catalogue(
  counts: Counts,
  place: Place,
  factor: number,
): readonly [Statement, ...Statement[]] {
  return [repositories(counts, place, factor), ...images(), ...blobs(place), ...pulls()];
}

function repositories(counts: Counts, place: Place, factor: number): Statement {
  const others = counts.repositories - ownRepositories;
  const rest = counts.tags - ownRepositories * ownTags - largeTags(factor);
  const tags = Math.max(10, Math.ceil(rest / others));
  return [
    "repositories",
    `CREATE TEMP TABLE place_repositories AS
      SELECT n, n + (SELECT max(id) FROM repositories) AS id,
        CASE WHEN n <= ${ownRepositories} THEN ${place.namespaceId}
          ELSE (SELECT min(id) FROM namespaces WHERE name = 'space-1') + n % ${counts.teams} END AS namespace_id,
        (ARRAY['app', 'app', 'api', 'worker', 'site'])[1 + n % 5] || '-' || n AS name,
        CASE WHEN n = 1 THEN ${largeTags(factor)} WHEN n <= ${ownRepositories} THEN ${ownTags} ELSE ${tags} END AS tags
      FROM generate_series(1, ${counts.repositories - 1}) n;
      INSERT INTO repositories (id, namespace_id, name, full_name, description, tags_count, pushed_at, pushed_by, updated_at)
      SELECT made.id, namespace_id, CASE n WHEN 1 THEN 'large' ELSE made.name END,
        namespaces.name || '/' || CASE n WHEN 1 THEN 'large' ELSE made.name END,
        'The ' || made.name || ' of ' || namespaces.name, tags, now() - n * interval '5 minutes', 'person-' || 1 + n % ${counts.people}, now()
      FROM place_repositories made JOIN namespaces ON namespaces.id = namespace_id;
      INSERT INTO place_repositories VALUES (0, ${place.repositoryId}, ${place.namespaceId}, '${place.repository}', ${ownTags});
      UPDATE repositories SET tags_count = tags_count + ${ownTags}, pushed_at = now() WHERE id = ${place.repositoryId}`,
  ];
}

/** Whether a row of place_images has no layer of its own, so that the others of its runtime stand on it. */
const isBase = "i = 1 AND n BETWEEN 11 AND 510";

/** Three images have five tags. Every 20th image is an index of the two before it. */
function images(): Statement[] {
  return [
    [
      "images",
      `CREATE TEMP TABLE place_images AS
      SELECT row_number() OVER (ORDER BY r.n, i) + (SELECT max(id) FROM manifests) AS id, r.id AS repository_id, r.n, i,
        tags, images, i % 20 = 0 AS index, '' AS digest, ''::text AS payload,
        ${sha("'config ' || r.n || ' ' || i")} AS config_digest,
        ${sha("'base ' || r.n % 50")} AS base, ${sha("'runtime ' || r.n % 500")} AS runtime, ${sha("'layer ' || r.n || ' ' || i")} AS layer,
        now() - (tags - i) * interval '1 hour' - r.n * interval '5 minutes' AS pushed_at
      FROM (SELECT *, (tags * 3 + 4) / 5 AS images FROM place_repositories) r, generate_series(1, images) i;
      UPDATE place_images SET payload = format('{"schemaVersion":2,"mediaType":"${manifest}","config":{"mediaType":"${config}","digest":"%s","size":1500},"layers":[{"mediaType":"${layer}","digest":"%s","size":30000000},{"mediaType":"${layer}","digest":"%s","size":12000000},{"mediaType":"${layer}","digest":"%s","size":%s}]}',
        config_digest, base, runtime, layer, 1000000 + i * 1000);
      UPDATE place_images SET digest = 'sha256:' || encode(sha256(convert_to(payload, 'UTF8')), 'hex');
      CREATE UNIQUE INDEX ON place_images (n, i); ANALYZE place_images;
      UPDATE place_images parent SET payload = format('{"schemaVersion":2,"mediaType":"${index}","manifests":[{"mediaType":"${manifest}","digest":"%s","size":700,"platform":{"os":"linux","architecture":"amd64"}},{"mediaType":"${manifest}","digest":"%s","size":700,"platform":{"os":"linux","architecture":"arm64"}}]}', one.digest, two.digest)
      FROM place_images one, place_images two
      WHERE parent.index AND one.n = parent.n AND two.n = parent.n AND one.i = parent.i - 1 AND two.i = parent.i - 2;
      UPDATE place_images SET digest = 'sha256:' || encode(sha256(convert_to(payload, 'UTF8')), 'hex') WHERE index`,
    ],
    [
      "manifests",
      `INSERT INTO manifests (id, repository_id, digest, media_type, size, pushed_at, pushed_by, pulled_at, pulls_count, read_at, payload,
        kind, config_digest, config_type, config_size, total_size, platform, config, built_at, layer_chain)
      SELECT id, repository_id, digest, CASE WHEN index THEN '${index}' ELSE '${manifest}' END, length(payload), pushed_at,
        'person-' || 1 + n % 5, CASE WHEN i % 6 = 0 THEN now() - n % 30 * interval '1 day' END, CASE WHEN i % 6 = 0 THEN 10 ELSE 0 END,
        now(), convert_to(payload, 'UTF8'), CASE WHEN index THEN 'index' ELSE 'image' END::"ManifestKind",
        CASE WHEN NOT index THEN config_digest END, CASE WHEN NOT index THEN '${config}' END, CASE WHEN NOT index THEN 1500 END,
        43001500 + i * 1000, CASE WHEN NOT index THEN CASE i % 2 WHEN 0 THEN 'linux/arm64' ELSE 'linux/amd64' END END,
        CASE WHEN NOT index THEN jsonb_build_object('os', 'linux', 'architecture', 'amd64', 'created', to_json(pushed_at),
          'config', jsonb_build_object('Env', ARRAY['PATH=/usr/bin:/bin', 'VERSION=' || i], 'Cmd', ARRAY['/app'], 'Labels', jsonb_build_object('org.opencontainers.image.version', i::text)),
          'history', jsonb_build_array(jsonb_build_object('created_by', 'ADD rootfs'), jsonb_build_object('created_by', 'RUN make'))) END,
        pushed_at, CASE WHEN NOT index THEN sha256(convert_to(concat_ws(chr(10), base, runtime, CASE WHEN NOT (${isBase}) THEN layer END, ''), 'UTF8')) END
      FROM place_images;
      INSERT INTO image_labels (manifest_id, words)
      SELECT id, label_words(config, annotations) FROM manifests WHERE config IS NOT NULL ON CONFLICT DO NOTHING`,
    ],
    [
      "layers",
      `INSERT INTO manifest_layers (manifest_id, position, digest, media_type, size, created_by)
      SELECT id, position, CASE position WHEN 0 THEN base WHEN 1 THEN runtime ELSE layer END, '${layer}',
        CASE position WHEN 0 THEN 30000000 WHEN 1 THEN 12000000 ELSE 1000000 + i * 1000 END,
        (ARRAY['ADD rootfs', 'RUN apt-get install', 'COPY app /app'])[position + 1]
      FROM place_images, generate_series(0, 2) position WHERE NOT index AND NOT (position = 2 AND ${isBase}) ORDER BY id, position;
      INSERT INTO manifest_children (manifest_id, position, digest, media_type, size, platform)
      SELECT parent.id, parent.i - child.i - 1, child.digest, '${manifest}', 700, CASE parent.i - child.i WHEN 1 THEN 'linux/amd64' ELSE 'linux/arm64' END
      FROM place_images parent JOIN place_images child ON child.n = parent.n AND child.i BETWEEN parent.i - 2 AND parent.i - 1
      WHERE parent.index`,
    ],
    [
      "tags",
      `INSERT INTO tags (id, repository_id, manifest_id, name, author_name, pushed_by, pushed_at, created_at, updated_at, applied_at)
      SELECT row_number() OVER (ORDER BY r.n, t) + (SELECT max(id) FROM tags), r.id, image.id,
        CASE t WHEN tags THEN 'latest' ELSE format('v%s.%s', t / 10, t % 10) END, 'person-1', 'person-' || 1 + r.n % 5, at, at, at, at
      FROM (SELECT *, (tags * 3 + 4) / 5 AS images FROM place_repositories) r, generate_series(1, tags) t
      JOIN LATERAL (SELECT now() - (tags - t) * interval '1 hour' - r.n * interval '5 minutes' AS at) times ON TRUE
      JOIN LATERAL (SELECT id FROM place_images WHERE n = r.n AND i = 1 + (t - 1) % images) image ON TRUE;
      INSERT INTO tag_moves (repository_id, tag, digest, at, by_name)
      SELECT tags.repository_id, tags.name, digest, tags.pushed_at, tags.pushed_by
      FROM tags JOIN place_images image ON image.id = tags.manifest_id`,
    ],
  ];
}

function blobs({ registryId }: Place): Statement[] {
  return [
    [
      "sizes of blobs",
      `INSERT INTO registry_blobs (registry_id, digest, size, repository_id, check_after)
      SELECT ${registryId}, digest, max(size), min(repository_id), NULL FROM (
        SELECT digest, size, 0 AS repository_id FROM manifest_layers
        UNION ALL SELECT config_digest, 1500, repository_id FROM place_images WHERE NOT index) named
      GROUP BY digest ORDER BY digest ON CONFLICT DO NOTHING`,
    ],
    [
      "blobs of repositories",
      `INSERT INTO repository_blobs (repository_id, digest, size)
      SELECT repository_id, digest, max(size) FROM (
        SELECT repository_id, digest, length(payload)::bigint AS size FROM place_images
        UNION ALL SELECT repository_id, config_digest, 1500 FROM place_images WHERE NOT index
        UNION ALL SELECT repository_id, layer, 1000000 + i * 1000 FROM place_images WHERE NOT index AND NOT (${isBase})
        UNION ALL SELECT DISTINCT repository_id, base, 30000000 FROM place_images
        UNION ALL SELECT DISTINCT repository_id, runtime, 12000000 FROM place_images) named
      GROUP BY repository_id, digest ORDER BY repository_id, digest ON CONFLICT DO NOTHING`,
    ],
    [
      "sizes of images",
      `CREATE TEMP TABLE place_sizes AS
      SELECT *, i % 20 >= 18 AND i / 20 * 20 + 20 <= images AS in_index,
        length(payload) + CASE WHEN index THEN 0 WHEN ${isBase} THEN 1500 ELSE 1001500 + i * 1000 END AS bytes
      FROM place_images;
      CREATE UNIQUE INDEX ON place_sizes (n, i); ANALYZE place_sizes;
      INSERT INTO image_sizes (manifest_id, repository_id, stored, exclusive, unknown)
      SELECT image.id, image.repository_id, 42000000 + image.bytes + coalesce(one.bytes + two.bytes, 0),
        CASE WHEN image.in_index THEN 0 ELSE image.bytes END, 0
      FROM place_sizes image
        LEFT JOIN place_sizes one ON image.index AND one.n = image.n AND one.i = image.i - 1
        LEFT JOIN place_sizes two ON image.index AND two.n = image.n AND two.i = image.i - 2`,
    ],
    [
      "sizes of repositories",
      `DELETE FROM repository_sizes; DELETE FROM namespace_sizes;
      CREATE TEMP TABLE place_blobs AS
      SELECT digest, count(*) AS repositories, count(DISTINCT namespace_id) AS namespaces
      FROM repository_blobs JOIN repositories ON repositories.id = repository_id
      GROUP BY digest HAVING count(*) > 1;
      INSERT INTO repository_sizes (repository_id, stored, exclusive, unread, counted_at, largest_image)
      SELECT repository_id, sum(size), coalesce(sum(size) FILTER (WHERE shared.digest IS NULL), 0), 0, now(), max(largest)
      FROM repository_blobs LEFT JOIN place_blobs shared USING (digest)
        JOIN (SELECT repository_id, max(stored) AS largest FROM image_sizes GROUP BY 1) images USING (repository_id)
      GROUP BY repository_id;
      INSERT INTO namespace_sizes (namespace_id, stored, exclusive, unread, counted_at)
      SELECT namespace_id, sum(size), coalesce(sum(size) FILTER (WHERE namespaces = 1), 0), 0, now() FROM (
        SELECT namespace_id, digest, max(size) AS size, coalesce(max(shared.namespaces), 1) AS namespaces
        FROM repository_blobs JOIN repositories ON repositories.id = repository_id LEFT JOIN place_blobs shared USING (digest)
        GROUP BY namespace_id, digest) named GROUP BY namespace_id`,
    ],
  ];
}

function pulls(): Statement[] {
  return [
    [
      "pulls by day",
      `INSERT INTO daily_pulls (repository_id, day, count)
      SELECT id, current_date - d, 1 + (n * 7 + d * 5) % 22 FROM place_repositories, generate_series(0, ${pullDays - 1}) d
      ORDER BY id, d DESC;
      UPDATE repositories SET pulls_count = sums.count, pulled_at = now()
      FROM (SELECT repository_id, sum(count) AS count FROM daily_pulls GROUP BY 1) sums WHERE sums.repository_id = repositories.id`,
    ],
    [
      "pushes and pulls by hour",
      `INSERT INTO hourly_counts (repository_id, hour, pushes, pulls)
      SELECT id, date_trunc('hour', now(), 'UTC') - h * interval '1 hour', CASE WHEN n % 7 = h % 7 THEN 1 ELSE 0 END, 1 + (n + h) % 9
      FROM place_repositories, generate_series(0, 23) h WHERE (n + h) % 3 = 0`,
    ],
    [
      "storage by day",
      `INSERT INTO namespace_size_days (namespace_id, day, stored)
      SELECT namespace_id, current_date - d, stored * (100 - d) / 100 FROM namespace_sizes, generate_series(1, 90) d;
      INSERT INTO stored_days (day, stored) SELECT day, sum(stored) FROM namespace_size_days GROUP BY day`,
    ],
    [
      "pulls of images by day",
      `INSERT INTO pull_counts (repository_id, digest, day, count)
      SELECT repository_id, digest, current_date - d, 1 FROM place_images, generate_series(0, 9) d
      WHERE i % 6 = 0 ORDER BY repository_id, digest, d DESC`,
    ],
  ];
}
