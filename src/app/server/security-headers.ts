import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * sha256 of the one style element on the page: lightweight-charts 5.2.1 places its attribution logo with it.
 * The browser test fails on a refused style, so a new version of the library cannot pass unnoticed.
 */
export const chartLogoStyleHash = 'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY='

/**
 * What a page of ours may do: run its own script, use its own style, talk to its own server. Nothing inline.
 *
 * The socket is `'self'` too: since 2022 browsers let `'self'` match `ws:` of the same host and port.
 */
const contentSecurityPolicy: string = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' '${chartLogoStyleHash}'`,
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export async function setSecurityHeaders(
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  })
}
