// Depth messages of a raw Binance capture (a receive time, a space, the message, one a line) as columns of levels.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** @param {string} file */
export function levelsOfCapture(file) {
  const lines = gunzipSync(readFileSync(file)).toString().split('\n')
  const side = []
  const price = []
  const quantity = []
  const endsMessage = []
  let isStarted = false
  const add = (levels, sideCode) => {
    for (const [priceText, quantityText] of levels) {
      side.push(sideCode)
      price.push(steps(priceText))
      quantity.push(steps(quantityText))
      endsMessage.push(0)
    }
  }
  for (const line of lines) {
    const message =
      line.includes('"b":[') || line.includes('lastUpdateId') ? messageOf(line) : undefined
    if (message === undefined) continue
    const isSnapshot = message.lastUpdateId !== undefined
    isStarted ||= isSnapshot
    if (!isStarted) continue
    add(message.bids ?? message.b, 0)
    add(message.asks ?? message.a, 1)
    if (endsMessage.length > 0) endsMessage[endsMessage.length - 1] = 1
  }
  return {
    side: Uint8Array.from(side),
    price: inWholeSteps(price),
    quantity: inWholeSteps(quantity),
    endsMessage: Uint8Array.from(endsMessage),
    rows: side.length,
  }
}

function messageOf(line) {
  const parsed = JSON.parse(line.slice(line.indexOf(' ') + 1))
  const message = parsed.data ?? parsed
  return message.e === 'depthUpdate' || message.lastUpdateId !== undefined ? message : undefined
}

/** Numbers that all end in zeros (spot writes eight decimals, whatever the tick) without them. */
function inWholeSteps(values) {
  let step = 1
  while (values.every((value) => value % (step * 10) === 0)) step *= 10
  return Float64Array.from(values, (value) => value / step)
}

/** Decimal text without its point: whole steps of its last decimal, of which a file writes the same number throughout. */
function steps(text) {
  return Number(text.replace('.', ''))
}
