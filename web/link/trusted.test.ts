import { expect, test } from 'bun:test'
import { trustedScript } from './trusted.ts'

test('[LINK17] no address but those of our own two workers may become a script', () => {
  for (const path of ['/serviceWorker.js', '/assets/worker-qz1tgstm.js', '/worker.js'])
    expect(trustedScript(path)).toBe(path)
  for (const path of [
    'https://evil.example/worker.js',
    '//evil.example/worker.js',
    '/assets/../upload/worker.js',
    '/api/worker.js?then=/other',
    'worker.js',
    'data:text/javascript,alert(1)//worker.js',
    '/assets/main-qz1tgstm.js',
    '/worker.js\n',
    '',
  ])
    expect(() => trustedScript(path), path).toThrow(TypeError)
})
