# Portus in a container: node, the libraries it is linked with, and what Portus needs at run time, including a Postgres and
# the shell that starts it. No package manager, no other program. BASE is any image with Node 20.19 or newer, npm and a
# shell; only its node is copied. COMMIT is what `portus version` prints, since .git is not copied.
ARG BASE=node:22-bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
ARG COMMIT=
RUN npm run generate && npm run build && node deploy/runtime-modules.mjs /image/app \
 && cp -r --parents dist views public prisma deploy/kubernetes deploy/docker-credential-portus compose.yml package.json /image/app/ \
 && echo "$COMMIT" >/image/app/commit \
 && node deploy/sbom.mjs >/image/app/sbom.cdx.json \
 && sh deploy/image-root.sh /image && mkdir -p /owned/data /owned/wiring

FROM scratch
COPY --from=build /image /
COPY --from=build --chown=10001:10001 /owned /
WORKDIR /app
USER 10001:10001
ENV PATH=/usr/local/bin NODE_ENV=production HOST=0.0.0.0 PORT=3000 PORTUS_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The flags of npm start, which keep V8's memory small: see docs/performance.md.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--initial-old-space-size=24", "--heap-growing-percent=35", "--v8-pool-size=1", "--wasm-lazy-compilation", "/app/dist/main/cli.js"]
CMD ["serve"]
