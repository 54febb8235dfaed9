/** What is used of a socket of the `ws` package, which comes without types. */
export interface WireSocket {
  readonly bufferedAmount: number
  readonly readyState: number
  send(text: string): void
  ping(): void
  close(code: number, reason: string): void
  terminate(): void
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void
  on(event: 'close' | 'error' | 'pong', listener: () => void): void
}

/** One socket of a client, as a venue speaks to it. */
export interface Connection {
  /** Answers a request: never lost, never late. */
  reply(text: string): void
  /** Tells what a stream has to tell: subject to the faults. @param isBook does a sequence break without it? */
  stream(text: string, isBook: boolean): void
  /** Tells what a subscription begins with: never lost, and in its place among what streams tell. Absent: a reply. */
  begin?(text: string): void
  close(code: number, reason: string): void
}
