/** The interface's own description, for other languages: made from the routes at the first request, since few ask for it. */
import { type AnyElysia, Elysia } from 'elysia'

/** `app`: all the routes to describe. */
export function openApiRoute(app: AnyElysia, version: string) {
  let document: Promise<object> | null = null
  return new Elysia({ tags: ['health'] }).get('/api/openapi.json', () => (document ??= describe(app, version)), {
    detail: { summary: 'This description, as OpenAPI.' },
  })
}

async function describe(app: AnyElysia, version: string): Promise<object> {
  const { toOpenAPISchema } = await import('@elysiajs/openapi/openapi')
  const { paths, components } = toOpenAPISchema(app, { staticFile: false })
  return {
    openapi: '3.0.3',
    info: {
      title: 'Parley',
      version,
      description:
        'Every answer that is no success is `{ code, message, retryMs? }`. Access tokens go into `Authorization: Bearer`.',
    },
    components: { ...components, securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    security: [{ bearer: [] }],
    paths,
  }
}
