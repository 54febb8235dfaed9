// The compiled row kernel: `row-twin.ts` with eight bytes at a time. Built by scripts/set-up.mjs to
// build/kernels/rows.wasm; outside the TypeScript compiler, the linter and the formatter.
//
// Nothing is allocated here: `Run` says where everything lies. Bytes may be read beyond the end of the lines, as the
// memory goes on there, and what is read there never counts.

/** Of a `RowTask` and a session's places; written by app/kernels/compiled-rows.ts in this order. */
@unmanaged
class Run {
  at: i32
  end: i32
  rows: i32
  rowsMost: i32
  groupRowsMost: i32
  groups: i32
  isNew: i32
  hasNumber: i32
  ownTimes: i32
  beginning: i32
  priceDecimals: i32
  quantityDecimals: i32
  localTime: f64
  exchangeTime: f64
  /** Addresses. */
  bytes: usize
  beginningBytes: usize
  powersOfTen: usize
  side: usize
  ends: usize
  exchangeTimes: usize
  localTimes: usize
  prices: usize
  quantities: usize
  ids: usize
}

/** Bytes that `Run` is taken for. */
export function runBytes(): i32 {
  return offsetof<Run>()
}

const COMMA: u8 = 0x2c
const LF: u8 = 0x0a
const POINT: u8 = 0x2e
const EIGHT_ZEROS: u64 = 0x3030303030303030
/** 10 to the power of 22 is the last one that is exact. */
const POWERS_LAST: i32 = 22
const WHOLE_MOST: f64 = 9007199254740991
/** 9,007 trillion is where whole numbers end: the first eight of sixteen digits are below this. */
const HIGH_MOST: i64 = 90070000

/** Takes rows while they are usual. */
export function take(run: Run): void {
  run.rows = 0
  run.groups = 0
  run.isNew = 0
  while (run.at < run.end && run.rows < run.rowsMost) {
    const next = takeRow(run, run.bytes + run.at, run.bytes + run.end)
    if (next == 0) return
    run.at = <i32>(next - run.bytes)
  }
}

/** @returns the byte behind the line; 0 when it is not the usual row */
function takeRow(run: Run, start: usize, end: usize): usize {
  if (run.beginning == 0 || !beginsAlike(run, start)) return 0
  let at = start + run.beginning
  const a = eightDigits(at)
  const b = eightDigits(at + 8)
  const c = eightDigits(at + 17)
  const d = eightDigits(at + 25)
  if ((a | b | c | d) < 0 || a >= HIGH_MOST || c >= HIGH_MOST) return 0
  if (load<u8>(at + 16) != COMMA || load<u8>(at + 33) != COMMA) return 0
  at += 34
  let id: f64 = NaN
  if (run.hasNumber) {
    at = readNumber(at, end)
    id = number
  } else at = load<u32>(at) == 0x736c6166 && load<u16>(at + 4) == 0x2c65 ? at + 6 : 0
  if (at == 0) return 0
  const word = load<u32>(at)
  const isBuy = word == 0x2c797562 || word == 0x2c646962
  if (isBuy || word == 0x2c6b7361) at += 4
  else if (word == 0x6c6c6573 && load<u8>(at + 4) == COMMA) at += 5
  else return 0
  at = readDecimal(at)
  if (at == 0 || load<u8>(at) != COMMA) return 0
  const price = scaled(run, run.priceDecimals - decimals)
  at = readDecimal(at + 1)
  if (at == 0 || at >= end || load<u8>(at) != LF) return 0
  const quantity = scaled(run, run.quantityDecimals - decimals)
  if (!(price > 0 && quantity >= 0)) return 0
  const given = <f64>(a * 100000000 + b)
  const localTime = <f64>(c * 100000000 + d)
  const exchangeTime = given == localTime ? NaN : given
  if (!isPart(run, localTime, exchangeTime) && !beginGroup(run, localTime, exchangeTime)) return 0
  const row = <usize>run.rows
  run.rows++
  store<u8>(run.side + row, isBuy ? 0 : 1)
  store<u8>(run.ends + row, 0)
  store<f64>(run.exchangeTimes + (row << 3), exchangeTime)
  store<f64>(run.localTimes + (row << 3), localTime)
  store<f64>(run.prices + (row << 3), price)
  store<f64>(run.quantities + (row << 3), quantity)
  store<f64>(run.ids + (row << 3), id)
  return at + 1
}

/** At least eight bytes; the last eight may overlap those before. */
// @ts-ignore: decorator
@inline
function beginsAlike(run: Run, start: usize): bool {
  const length = <usize>run.beginning
  const known = <usize>run.beginningBytes
  for (let k: usize = 0; k + 8 <= length; k += 8) {
    if (load<u64>(start + k) != load<u64>(known + k)) return false
  }
  return load<u64>(start + length - 8) == load<u64>(known + length - 8)
}

// @ts-ignore: decorator
@inline
function isPart(run: Run, localTime: f64, exchangeTime: f64): bool {
  if (localTime != run.localTime) return false
  if (run.ownTimes || exchangeTime == run.exchangeTime) return true
  return isNaN(exchangeTime) && isNaN(run.exchangeTime)
}

function beginGroup(run: Run, localTime: f64, exchangeTime: f64): bool {
  if (run.rows >= run.groupRowsMost || localTime < run.localTime) return false
  if (run.rows > 0) store<u8>(run.ends + run.rows - 1, 1)
  else run.isNew = 1
  run.groups++
  run.localTime = localTime
  run.exchangeTime = exchangeTime
  return true
}

/** What `readNumber` has read; NaN of a word. */
let number: f64 = NaN

/** The number, or a word, and its comma; 0 when there are too many digits, or no comma. */
function readNumber(start: usize, end: usize): usize {
  let at = start
  let sum: i64 = 0
  let digit = <u32>load<u8>(at) - 48
  while (digit < 10) {
    sum = sum * 10 + digit
    digit = <u32>load<u8>(++at) - 48
  }
  number = at == start ? NaN : <f64>sum
  if (load<u8>(at) == COMMA) return at - start <= 15 ? at + 1 : 0
  number = NaN
  while (at < end && load<u8>(at) != COMMA && load<u8>(at) != LF) at++
  return load<u8>(at) == COMMA ? at + 1 : 0
}

/** What `readDecimal` has read. */
let mantissa: i64 = 0
let decimals: i32 = 0

/** Up to fifteen digits, with or without a point among them; 0 else. */
// @ts-ignore: decorator
@inline
function readDecimal(start: usize): usize {
  let at = start
  let sum: i64 = 0
  let digit = <u32>load<u8>(at) - 48
  while (digit < 10) {
    sum = sum * 10 + digit
    digit = <u32>load<u8>(++at) - 48
  }
  let digits = <i32>(at - start)
  decimals = 0
  if (load<u8>(at) == POINT) {
    const fraction = ++at
    digit = <u32>load<u8>(at) - 48
    while (digit < 10) {
      sum = sum * 10 + digit
      digit = <u32>load<u8>(++at) - 48
    }
    decimals = <i32>(at - fraction)
    digits += decimals
  }
  mantissa = sum
  return digits > 0 && digits <= 15 ? at : 0
}

/** NaN when there are too many decimals, or the whole number is not exact. */
// @ts-ignore: decorator
@inline
function scaled(run: Run, places: i32): f64 {
  if (places < 0 || places > POWERS_LAST) return NaN
  const whole = <f64>mantissa * load<f64>(run.powersOfTen + (<usize>places << 3))
  return whole <= WHOLE_MOST ? whole : NaN
}

/**
 * The number that eight bytes of digits write, the first of them lowest; below 0 when one is no digit.
 *
 * All eight are worked on at once: neighbours are joined to four numbers below 100, and those by one product.
 */
// @ts-ignore: decorator
@inline
function eightDigits(at: usize): i64 {
  const digits = load<u64>(at) ^ EIGHT_ZEROS
  // A byte of 10 to 127 comes to 128 or more when 118 is added; one of 128 and more is there already.
  if ((((digits + 0x7676767676767676) | digits) & 0x8080808080808080) != 0) return -1
  const pairs = digits * 10 + (digits >> 8)
  const low: u64 = 0x000000ff000000ff
  return <i64>(
    (((pairs & low) * 0x000f424000000064 + ((pairs >> 16) & low) * 0x0000271000000001)) >> 32
  )
}
