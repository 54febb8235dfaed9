import { IsobarError } from '../../core/errors.ts'
import type { NoticeKind } from './notice.ts'

/** One thing somebody is to know of. */
export interface Alert {
  /** Epoch milliseconds. */
  readonly time: number
  readonly kind: NoticeKind
  readonly text: string
}

/** The last of alerts that say the same but for their numbers. */
export interface SentAlert extends Alert {
  readonly count: number
}

/** What goes out at once: several alerts where several waited. */
export interface AlertMessage {
  readonly alerts: readonly SentAlert[]
  /** Alerts that were given up because too many waited. */
  readonly dropped: number
  /** For people. */
  readonly text: string
}

/** What a receiver said. */
type Delivery =
  | { readonly kind: 'delivered' }
  /** To be tried again, not before so long has passed where it says so. */
  | { readonly kind: 'again'; readonly detail: string; readonly afterMs: number | undefined }
  | { readonly kind: 'refused'; readonly detail: string }

/** Where alerts go. */
export interface AlertChannel {
  readonly name: string
  send(message: AlertMessage, signal: AbortSignal): Promise<Delivery>
}

/**
 * `POST` of JSON: `text` for people, as Slack and Mattermost take it, `content` as Discord does, and `alerts` for
 * programs.
 */
export function webhookChannel(url: string, run: string): AlertChannel {
  return {
    name: 'webhook',
    send: ({ alerts, dropped, text }, signal) =>
      // Discord refuses a longer one whole, and every alert in it would be given up.
      post(
        url,
        { source: 'isobar', run, text, content: text.slice(0, discordMost), alerts, dropped },
        signal,
      ),
  }
}

/** A bot of Telegram: `POST <base>/bot<token>/sendMessage`. Others speak the same. */
export function telegramChannel(terms: {
  readonly url: string
  readonly token: string
  readonly chat: string
}): AlertChannel {
  const address = `${terms.url.replace(/\/+$/, '')}/bot${terms.token}/sendMessage`
  return {
    name: 'telegram',
    send: ({ text }, signal) =>
      post(
        address,
        {
          chat_id: terms.chat,
          // "text: 1-4096 characters after entities parsing"
          text: text.slice(0, telegramMost),
          disable_web_page_preview: true,
        },
        signal,
      ),
  }
}

const discordMost = 2_000
const telegramMost = 4_096

async function post(url: string, body: object, signal: AbortSignal): Promise<Delivery> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    })
  } catch (cause) {
    return { kind: 'again', detail: reasonOf(cause), afterMs: undefined }
  }
  const text = await response.text().catch(() => '')
  if (response.ok) return { kind: 'delivered' }
  const detail = `${response.status} ${text.slice(0, 200)}`
  if (response.status !== 429 && response.status < 500) return { kind: 'refused', detail }
  return { kind: 'again', detail, afterMs: waitOf(response, text) }
}

/** `Retry-After: 5`, or Telegram's `{"parameters":{"retry_after":5}}`: seconds. */
function waitOf(response: Response, text: string): number | undefined {
  const told = /"retry_after":\s*(\d+(?:\.\d+)?)/.exec(text)?.[1]
  const seconds = Number(told ?? response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined
}

/** Node says "fetch failed" and keeps the reason beneath. */
function reasonOf(cause: unknown): string {
  const error = cause instanceof Error ? cause : new IsobarError('world', String(cause))
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
