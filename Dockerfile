# The image: nothing but Node, the C libraries it needs, and the compiled program. No shell, no package manager.
#
#   docker build -t s3control-local .
#   docker run -p 4566:4566 s3control-local
#
# Built for another processor by the same file: docker build --platform linux/arm64 . (the base image has both).

# Any image of Debian's kind with Node 22.18 or newer and npm.
ARG NODE_IMAGE=node:24-bookworm-slim

# ---- The compiled program
FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.ts

# ---- What the image holds, at the places it will have there
FROM ${NODE_IMAGE} AS root
WORKDIR /app
COPY package.json package-lock.json LICENSE ./
# The packages of the program, without the sources of SQLite and the addons of other systems.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && cd node_modules/better-sqlite3 \
 && find prebuilds -type f ! -path "*/$(basename "$(node -p 'require("./lib/binding.js").getPrebuildPath()')")" -delete \
 && rm -rf deps src binding.gyp
COPY --from=build /src/dist ./dist
# Starts once, so that what V8 compiled is in the image: the cache is read-only there, and bound to the user.
RUN mkdir /app/compile-cache && chown 1000:1000 /app/compile-cache
USER 1000:1000
RUN export NODE_COMPILE_CACHE=/app/compile-cache; \
    node dist/s3control-local.js --port 0 > /tmp/said & \
    for try in $(seq 600); do grep -q '^Ready' /tmp/said && break; sleep 0.1; done; \
    grep '^Ready' /tmp/said && kill $! && wait $!
USER 0:0
# A new volume takes over from /data who may write there: anybody, for the sake of --user.
RUN set -e; mkdir -p /image/tmp /image/data /image/etc /image/usr/local/bin \
 && chmod 1777 /image/tmp && chmod 0777 /image/data \
 && cp "$(command -v node)" /image/usr/local/bin/node \
 && ldd /image/usr/local/bin/node | grep -o '/[^ ]*' | sort -u | xargs -I{} cp -L --parents {} /image \
 && cp -a --parents /app /image \
 && printf 's3control:x:1000:1000::/tmp:/sbin/nologin\n' > /image/etc/passwd \
 && printf 's3control:x:1000:\n' > /image/etc/group \
 && printf 'hosts: files dns\n' > /image/etc/nsswitch.conf

# ---- The image
FROM scratch
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="s3control-local" \
      org.opencontainers.image.description="A local Amazon S3 emulator that really runs S3 Batch Operations jobs" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"
COPY --from=root /image/ /
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/compile-cache \
    S3CONTROL_LOCAL_HOST=:: \
    S3CONTROL_LOCAL_DATA=/data
USER 1000:1000
VOLUME /data
EXPOSE 4566
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s \
  CMD ["/usr/local/bin/node", "/app/dist/s3control-local.js", "--healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/node", "/app/dist/s3control-local.js"]
