/**
 * What a page of this server may do: run our own scripts, show our own styles, speak with this server, and nothing else. A text
 * that becomes HTML by mistake cannot run, cannot load and cannot leave.
 */
const policy = (hosts: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${hosts}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types parley',
  ].join('; ')

/** All that a browser knows by name and the client does not use. */
const unused = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
const permissions = unused.map((name) => `${name}=()`).join(', ')

export function webHeaders(request: Request): Record<string, string> {
  const host = request.headers.get('host') ?? ''
  // Older browsers do not count sockets among 'self'.
  const hosts = hostPattern.test(host) ? ` ws://${host} wss://${host}` : ''
  return {
    'content-security-policy': policy(hosts),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': permissions,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}

const hostPattern = /^[A-Za-z0-9.[\]:-]{1,255}$/
