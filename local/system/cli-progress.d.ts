/** The part of cli-progress that is used here: the package has no types of its own. */
declare module 'cli-progress' {
  export interface Options {
    readonly format?: string
    readonly hideCursor?: boolean
    readonly clearOnComplete?: boolean
    readonly barsize?: number
    readonly stream?: NodeJS.WritableStream
  }
  export const Presets: { readonly shades_classic: object }
  export class SingleBar {
    constructor(options: Options, preset?: object)
    start(total: number, startValue: number, payload?: object): void
    update(value: number, payload?: object): void
    stop(): void
  }
}
