/** Files that people download. A lost one is rebuilt by whoever reads it. */
export interface Files {
  write(name: string, contentType: string, parts: AsyncIterable<string>): Promise<void>
  read(name: string): Promise<Uint8Array | undefined>
}
