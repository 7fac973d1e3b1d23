# Builds and runs the server as an unprivileged user. State belongs in a volume at /data.
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /src/package.json ./
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/packages ./packages
RUN find packages -name src -type d -prune -exec rm -rf {} + && mkdir /data && chown node:node /data
USER node
WORKDIR /data
EXPOSE 4433 4434
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:4433/health/ready').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/app/packages/zelos/bin/zelos"]
CMD ["serve", "-c", "/data/kratos.yml"]
