/** Bounds of everything the desk's server holds or accepts. A reader is one person, perhaps with a few windows. */
export const serverLimits = {
  /** The longest real address (a pair with every parameter) is under 400 characters. */
  urlCharactersMax: 2_048,
  /** The desk accepts no bodies. */
  bodyBytesMax: 1_024,
  requestMsMax: 30_000,
  /** The socket only speaks; what it hears it ignores, and more than this closes it. */
  socketMessageBytesMax: 1_024,
  socketsMax: 32,
  /** A window that cannot keep up is dropped rather than buffered for; it asks again when it comes back. */
  socketBufferedBytesMax: 1_048_576,
  /** One frame of the market a window in so much time: what changed in between is told by the next. */
  marketFrameMs: 100,
  /** Every so many of those the state of the market comes in place of a book. */
  marketStateEvery: 10,
  /** A window with more than this unread gets no frame of the market until it has caught up. */
  marketBufferedBytesMax: 65_536,
  /** How long a window may take to say goodbye when the desk closes; then its connection is cut. */
  socketFarewellMsMax: 500,
  /** Progress frames of one screen are at least this far apart. */
  progressMsMin: 100,
  /** One at a time: a screen takes every core there is. */
  screensAtOnceMax: 1,
  screensWaitingMax: 8,
  /** About 3 MB each with 100 series. */
  screensKeptMax: 16,
  /** One at a time, for the same reason. */
  longJobsAtOnceMax: 1,
  longJobsWaitingMax: 8,
  /** A walk-forward of 20,000 bars is about 1 MB, a screen of 100 series 3. */
  longAnswersKeptMax: 16,
  pairsAtOnceMax: 2,
  pairsWaitingMax: 16,
  /** About 1 MB each with 20,000 bars. */
  pairAnswersKeptMax: 32,
  /** Bars of a universe stay in memory for the pairs that follow: 100 series of 20,000 bars are 96 MB. */
  universesKeptMax: 2,
} as const
