/** Rows of one instrument that have not happened yet, and when they will. */
interface Lane {
  rows: Float64Array
  times: Float64Array
  head: number
  tail: number
  last: number
}

/**
 * Rows between their venue and us: each happens at its venue before it is heard here, and this hands them out in the
 * order in which they happen, which is not the order in which they are heard.
 *
 * One lane an instrument, in which instants never fall; of the lanes the earliest comes next, at the same instant the
 * row that is heard first. Rows are numbered through the whole run.
 */
export class Flight {
  readonly #lanes: (Lane | undefined)[] = []
  readonly #used: Lane[] = []
  #first: Lane | undefined
  /** Where the next of all other lanes stands: the first lane is served until it comes to that. */
  #rivalTime = Infinity
  #rivalRow = Infinity

  /** Adds a row that will happen at an instant. */
  push(instrument: number, row: number, instant: number): void {
    const lane = this.#laneOf(instrument)
    if (lane.tail === lane.rows.length) makeRoom(lane)
    if (instant > lane.last) lane.last = instant
    lane.rows[lane.tail] = row
    lane.times[lane.tail++] = lane.last
  }

  /** To be called after the last of several pushes. */
  settle(): void {
    let first: Lane | undefined
    let time = Infinity
    let row = Infinity
    this.#rivalTime = Infinity
    this.#rivalRow = Infinity
    for (const lane of this.#used) {
      if (lane.head === lane.tail) continue
      const laneTime = lane.times[lane.head]!
      const laneRow = lane.rows[lane.head]!
      if (laneTime < time || (laneTime === time && laneRow < row)) {
        this.#rivalTime = time
        this.#rivalRow = row
        first = lane
        time = laneTime
        row = laneRow
      } else if (
        laneTime < this.#rivalTime ||
        (laneTime === this.#rivalTime && laneRow < this.#rivalRow)
      ) {
        this.#rivalTime = laneTime
        this.#rivalRow = laneRow
      }
    }
    this.#first = first
  }

  /** When the next row happens; Infinity when there is none. */
  nextAt(): number {
    const lane = this.#first
    return lane === undefined ? Infinity : lane.times[lane.head]!
  }

  /** Takes the number of the next row; there must be one. */
  take(): number {
    const lane = this.#first!
    const row = lane.rows[lane.head++]!
    if (lane.head === lane.tail) {
      lane.head = 0
      lane.tail = 0
      this.settle()
    } else {
      const time = lane.times[lane.head]!
      const isBehind =
        time > this.#rivalTime ||
        (time === this.#rivalTime && lane.rows[lane.head]! > this.#rivalRow)
      if (isBehind) this.settle()
    }
    return row
  }

  #laneOf(instrument: number): Lane {
    const known = this.#lanes[instrument]
    if (known !== undefined) return known
    const size = 1024
    const lane: Lane = {
      rows: new Float64Array(size),
      times: new Float64Array(size),
      head: 0,
      tail: 0,
      last: -Infinity,
    }
    this.#lanes[instrument] = lane
    this.#used.push(lane)
    return lane
  }
}

/** Moves what is left to the front, into twice the room where that is not enough. */
function makeRoom(lane: Lane): void {
  const { rows, times, head, tail } = lane
  const left = tail - head
  const size = left * 2 > rows.length ? rows.length * 2 : rows.length
  lane.rows = new Float64Array(size)
  lane.times = new Float64Array(size)
  lane.rows.set(rows.subarray(head, tail))
  lane.times.set(times.subarray(head, tail))
  lane.head = 0
  lane.tail = left
}
