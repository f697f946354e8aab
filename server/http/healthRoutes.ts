import { Elysia } from 'elysia'
import type { ApiParts } from './apiParts.ts'

/** For whoever starts and watches the server: it runs; it can work. */
export function healthRoutes({ health, version }: ApiParts) {
  return new Elysia({ tags: ['health'] })
    .get('/healthz', () => ({ ok: true, version }), { detail: { summary: 'The process runs.' } })
    .get(
      '/readyz',
      ({ status }) => {
        const readiness = health.ready()
        return status(readiness.ready ? 200 : 503, readiness)
      },
      { detail: { summary: 'The server can do its work.' } },
    )
}
