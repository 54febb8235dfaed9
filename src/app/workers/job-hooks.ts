/** How a driver follows a long job, and ends it. */
export interface JobHooks {
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}
