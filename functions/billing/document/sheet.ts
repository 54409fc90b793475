import { buffer } from 'node:stream/consumers'
import type { Font } from 'fontkit'
import PDFDocument from 'pdfkit'
import type { Fonts } from './fonts.ts'

/** How a text looks. */
export interface Style {
  readonly face: keyof Fonts
  readonly size: number
  readonly colour: string
}

/** A column of a row, from the left edge of the text; its texts stand one below the other and wrap within it. */
export interface Cell {
  readonly x: number
  readonly width: number
  readonly align?: 'right'
  readonly texts: readonly { readonly text: string; readonly style: Style }[]
  /** What it is to whoever has the page read aloud. */
  readonly tag?: string
}

export interface SheetOptions {
  readonly fonts: Fonts
  readonly lang: string
  readonly info: PDFKit.DocumentInfo & { readonly CreationDate: Date }
}

type Element = PDFKit.PDFStructureElement
/** A cell, and what it is a part of where it is read aloud. */
type Part = Cell & { readonly element?: Element }
type Line = Omit<Part, 'texts'> & Cell['texts'][number]
interface Strip {
  readonly lines: readonly Line[]
  readonly height: number
}

const page = { width: 595.28, height: 841.89, margin: 54, bottom: 78 }

/** The highest row that is not broken. */
const keptWhole = 200

/** From edge to edge of the text. */
export const textWidth = page.width - 2 * page.margin

/**
 * Sheets of A4 that are filled from the top, row by row. A row that does not fit goes to the next sheet whole, unless it
 * is a high one: that goes on there. Lengths are in points, 72 to an inch.
 */
export class Sheet {
  readonly #pdf: PDFKit.PDFDocument
  readonly #fonts: Fonts
  readonly #root: Element
  #y = page.margin
  #repeated: (() => void) | undefined

  constructor({ fonts, lang, info }: SheetOptions) {
    this.#fonts = fonts
    this.#pdf = new PDFDocument({
      size: [page.width, page.height],
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang,
      info,
      // Its own fonts would be read from files of the package.
      font: source(fonts.regular),
    })
    this.#pdf.registerFont('regular', source(fonts.regular))
    this.#pdf.registerFont('bold', source(fonts.bold))
    this.#root = this.#pdf.struct('Document')
    this.#pdf.addStructure(this.#root)
  }

  /** A part of the document, such as a table or a row of it. */
  part(tag: string, within: Element = this.#root): Element {
    const element = this.#pdf.struct(tag)
    within.add(element)
    return element
  }

  /** What stands on top of each further sheet until it is taken back. */
  repeat(draw: (() => void) | undefined): void {
    this.#repeated = draw
  }

  space(height: number): void {
    this.#y += height
  }

  /** Whatever takes that much room begins on the next sheet where this one has less. */
  keepTogether(height: number): void {
    if (this.#y + height > page.height - page.bottom) this.#nextSheet()
  }

  rule(colour: string, x = 0, width = textWidth): void {
    this.#artifact(() => {
      const at = this.#y
      const left = page.margin + x
      this.#pdf.lineWidth(0.6).strokeColor(colour)
      this.#pdf
        .moveTo(left, at)
        .lineTo(left + width, at)
        .stroke()
    })
  }

  /** Draws cells side by side. */
  row(cells: readonly Cell[], within: Element): void {
    const strips = this.#stripsOf(
      cells.map((cell) => ({ ...cell, element: this.part(cell.tag ?? 'P', within) })),
    )
    const height = strips.reduce((sum, strip) => sum + strip.height, 0)
    if (height <= keptWhole) this.keepTogether(height)
    for (const strip of strips) {
      this.keepTogether(strip.height)
      this.#draw(strip)
    }
  }

  /** The same as decoration, which nobody has read aloud. */
  unread(cells: readonly Cell[]): void {
    for (const strip of this.#stripsOf(cells)) this.#draw(strip)
  }

  /** Ends the document with what stands at the foot of each sheet, and gives its bytes. */
  async finish(
    foot: (sheet: number, of: number) => readonly [left: string, right: string],
    style: Style,
  ): Promise<Uint8Array> {
    const { start, count } = this.#pdf.bufferedPageRange()
    for (let sheet = 0; sheet < count; sheet += 1) {
      this.#pdf.switchToPage(start + sheet)
      this.#y = page.height - page.bottom + 30
      const [left, right] = foot(sheet + 1, count)
      const side = 100
      this.unread([
        { x: 0, width: textWidth - side, texts: [{ text: left, style }] },
        { x: textWidth - side, width: side, align: 'right', texts: [{ text: right, style }] },
      ])
    }
    this.#root.end()
    const bytes = buffer(this.#pdf)
    this.#pdf.end()
    return bytes
  }

  #nextSheet(): void {
    this.#pdf.addPage()
    this.#y = page.margin
    this.#repeated?.()
  }

  #artifact(draw: () => void): void {
    this.#pdf.markContent('Artifact', { type: 'Layout' })
    draw()
    this.#pdf.endMarkedContent()
  }

  #draw({ lines, height }: Strip): void {
    const baseline = this.#y + height * 0.72
    for (const { text, style, x, width, align, element } of lines) {
      this.#use(style)
      const left = page.margin + x + (align === 'right' ? width - this.#widthOf(text, align) : 0)
      const draw = () => {
        this.#pdf.text(text, left, baseline, { lineBreak: false, baseline: 'alphabetic', ...looks(align) })
      }
      if (element) {
        const content = this.#pdf.markStructureContent('Span')
        draw()
        this.#pdf.endMarkedContent()
        element.add(content)
      } else this.#artifact(draw)
    }
    this.#y += height
  }

  /** The first lines of all cells, then their second lines, and so on. */
  #stripsOf(cells: readonly Part[]): readonly Strip[] {
    const columns = cells.map((cell) => this.#linesOf(cell))
    const count = Math.max(0, ...columns.map((lines) => lines.length))
    return Array.from({ length: count }, (_, at) => {
      const lines = columns.flatMap((column) => column.slice(at, at + 1))
      return { lines, height: Math.max(...lines.map(({ style }) => style.size * 1.5)) }
    })
  }

  #linesOf({ texts, ...cell }: Part): readonly Line[] {
    return texts.flatMap(({ text, style }) => {
      this.#use(style)
      return this.#wrapped(this.#shown(text, style), cell).map((line) => ({ ...cell, text: line, style }))
    })
  }

  /** A box stands for what the font has no shape for. */
  #shown(text: string, { face }: Style): string {
    const hasShape = (character: string) =>
      this.#fonts[face].hasGlyphForCodePoint(character.codePointAt(0) ?? 0)
    return Array.from(text, (character) => (hasShape(character) ? character : '□')).join('')
  }

  /** Words on as many lines as they need; one that is wider than a line is cut. */
  #wrapped(text: string, { width, align }: Pick<Cell, 'width' | 'align'>): readonly string[] {
    const fits = (line: string) => this.#widthOf(line.trimEnd(), align) <= width
    const lines: string[] = []
    let line = ''
    const add = (piece: string) => {
      if (line && !fits(line + piece)) {
        lines.push(line.trimEnd())
        line = ''
      }
      line += piece
    }
    for (const word of text.match(/[^ -]+[ -]*|[ -]+/g) ?? []) {
      if (fits(word)) add(word)
      else for (const character of word) add(character)
    }
    if (line.trim()) lines.push(line.trimEnd())
    return lines
  }

  #use({ face, size, colour }: Style): void {
    this.#pdf.font(face).fontSize(size).fillColor(colour)
  }

  #widthOf(text: string, align: Cell['align']): number {
    return this.#pdf.widthOfString(text, looks(align))
  }
}

/**
 * PDFKit takes a font that is open already, which its types do not say. The font keeps with each glyph the letters that it
 * was first used for, and none where it was a part of another (N of Ñ): forgotten with each document, or the text of the
 * next one could not be copied. Until it is finished nothing may wait, since all documents share the fonts.
 */
function source(font: Font): string {
  return Object.assign(font, { _glyphs: {} }) as unknown as string
}

/**
 * The font would make an arrow of `->` and a multiplication of `3x4`: what is printed is what was written. What stands at
 * the right is mostly numbers: with digits of one width they are in columns.
 */
function looks(align: Cell['align']): { features: PDFKit.Mixins.OpenTypeFeatures[] } {
  const features: Readonly<Record<string, boolean>> = { calt: false, tnum: align === 'right' }
  // Its types know only features that are turned on.
  return { features: features as unknown as PDFKit.Mixins.OpenTypeFeatures[] }
}
