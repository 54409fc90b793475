import { createHash } from 'node:crypto'
import { notFound } from '#core/kernel/refusals.ts'
import type { Incoming } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import type { Page } from '../http/route-table.ts'
import { type PortalFile, portalFiles, portalFolder } from './files.ts'
import { headersOf } from './headers.ts'
import { withSettings } from './settings-block.ts'

export const page = portalPage(portalFolder())

/**
 * The portal as it was built into a folder. An address of it that is no file is a page that the browser draws: it is answered
 * with index.html. Names are looked up in a list, so that no path leads out of the folder.
 */
export function portalPage(folder: string): Page {
  const filesNow = portalFiles(folder)
  return {
    async answer(incoming) {
      const { pathname, search } = incoming.url
      const name = /^\/app\/(.*)$/i.exec(pathname)?.[1]
      if (name === undefined) return { status: 302, headers: { location: `/app/${search}` } }
      const files = await filesNow()
      const file = files?.get(name) ?? (isOfFile(name) ? undefined : files?.get('index.html'))
      if (file) return file.isAsset ? assetReply(file, incoming) : pageReply(file, incoming)
      return files ? notFound() : notBuilt
    },
  }
}

/** The last part of a page's address may be an id with dots in it, where that is somebody's: `anna%40tulp.example`. */
function isOfFile(name: string): boolean {
  return name.startsWith('assets/') || /(?:^|\/)[^/@%]*\.[\w-]+$/.test(name)
}

/** Read by developers: nothing is released without it. */
const notBuilt: Reply = {
  status: 404,
  raw: {
    contentType: 'text/plain; charset=utf-8',
    content:
      'The portal is not built. Its packages come with a plain "npm ci"; "npm run portal:build" builds it.\n',
  },
}

/** Its name says what is in it: whoever has it never asks again. */
async function assetReply(file: PortalFile, { services, request }: Incoming): Promise<Reply> {
  const coding = file.codings.find((one) => isAccepted(one, request.headers.get('accept-encoding') ?? ''))
  return {
    status: 200,
    headers: {
      ...headersOf(file.name, services.settings),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
    },
    raw: { contentType: file.contentType, content: await file.read(coding) },
  }
}

/** Asked about each time, so that everybody has the present release. */
async function pageReply(file: PortalFile, { services, request }: Incoming): Promise<Reply> {
  const content = withSettings(await file.read(), services.settings)
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`
  const headers = { ...headersOf(file.name, services.settings), 'cache-control': 'no-cache' }
  return isKnown(etag, request.headers.get('if-none-match') ?? '')
    ? { status: 304, etag, headers }
    : { status: 200, etag, headers, raw: { contentType: file.contentType, content } }
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3: named, or meant by the star, and not with a weight of nothing. */
function isAccepted(coding: string, accepted: string): boolean {
  const weights = new Map(
    accepted.split(',').map((one) => {
      const [name = '', weight] = one.toLowerCase().split(/;\s*q=/)
      return [name.trim(), Number(weight ?? 1)]
    }),
  )
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2: the letter of a weak one does not matter. */
function isKnown(etag: string, given: string): boolean {
  return given.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '')))
}
