/** Everything that the command line touches besides its arguments; tests put their own in its place. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly fetch: (request: Request) => Promise<Response>
  /** Rejects when somebody presses Ctrl-C. */
  readonly wait: (ms: number) => Promise<void>
  readonly interrupted: AbortSignal
}
