/** Runs of rows of one instrument that come in one lane and have not happened yet, and when they will. */
interface Lane {
  firsts: Float64Array
  ends: Float64Array
  times: Float64Array
  head: number
  tail: number
  last: number
}

/**
 * Rows between their venue and us: each happens at its venue before it is heard here, and this hands them out in the
 * order in which they happen, which is not the order in which they are heard.
 *
 * Rows that stand together and happen at once are one run. Instants never fall within a lane; of the
 * lanes the earliest comes next, at the same instant the row that is heard first. Rows are numbered through the whole
 * tape.
 */
export class Flight {
  readonly #lanes: (Lane | undefined)[] = []
  readonly #used: Lane[] = []
  #first: Lane | undefined
  /** Where the next of all other lanes stands: the first lane is served until it comes to that. */
  #rivalTime = Infinity
  #rivalRow = Infinity
  /** The run that was taken last: rows `[first, end)`. */
  first = 0
  end = 0

  /** Adds rows `[first, end)` of a lane that will happen at an instant. */
  push(number: number, first: number, end: number, instant: number): void {
    const lane = this.#lanes[number] ?? this.#newLane(number)
    if (lane.tail === lane.firsts.length) makeRoom(lane)
    if (instant > lane.last) lane.last = instant
    lane.firsts[lane.tail] = first
    lane.ends[lane.tail] = end
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
      const laneRow = lane.firsts[lane.head]!
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

  /** When the next run happens; Infinity when there is none. */
  nextAt(): number {
    const lane = this.#first
    return lane === undefined ? Infinity : lane.times[lane.head]!
  }

  /** Takes the next run, which stands in `first` and `end` afterwards; there must be one. */
  take(): void {
    const lane = this.#first!
    const at = lane.head++
    this.first = lane.firsts[at]!
    this.end = lane.ends[at]!
    if (lane.head === lane.tail) {
      lane.head = 0
      lane.tail = 0
      this.settle()
    } else {
      const time = lane.times[lane.head]!
      const isBehind =
        time > this.#rivalTime ||
        (time === this.#rivalTime && lane.firsts[lane.head]! > this.#rivalRow)
      if (isBehind) this.settle()
    }
  }

  #newLane(number: number): Lane {
    const size = 1024
    const lane: Lane = {
      firsts: new Float64Array(size),
      ends: new Float64Array(size),
      times: new Float64Array(size),
      head: 0,
      tail: 0,
      last: -Infinity,
    }
    this.#lanes[number] = lane
    this.#used.push(lane)
    return lane
  }
}

/** Moves what is left to the front, into twice the room where that is not enough. */
function makeRoom(lane: Lane): void {
  const { firsts, ends, times, head, tail } = lane
  const left = tail - head
  const size = left * 2 > firsts.length ? firsts.length * 2 : firsts.length
  const moved = (from: Float64Array): Float64Array => {
    const to = size === from.length ? from : new Float64Array(size)
    to.set(from.subarray(head, tail))
    return to
  }
  lane.firsts = moved(firsts)
  lane.ends = moved(ends)
  lane.times = moved(times)
  lane.head = 0
  lane.tail = left
}
