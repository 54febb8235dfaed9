/** The message that rows are being added to. */
export class MessageState {
  isOpen = false
  instrument = -1
  localTime: number = NaN
  exchangeTime: number = NaN
  /** 1 in a snapshot, 0 else. */
  isSnapshot = 0
  /** Messages begun so far. */
  count = 0
}
