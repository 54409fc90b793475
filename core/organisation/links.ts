import type { Language } from '../kernel/language.ts'
import linkFacts from './data/links.json' with { type: 'json' }
import type { Cloud } from './tenant.ts'

export type Page = keyof typeof linkFacts.pages
export type HelpTopic = keyof typeof linkFacts.help

/** The address of a page of the original admin centre; undefined where that cloud has no such page (R037 to R039). */
export function pageLink(page: Page, cloud: Cloud): string | undefined {
  const numbers: Partial<Record<Cloud, number>> = linkFacts.pages[page]
  const number = numbers[cloud]
  return number === undefined ? undefined : `https://go.microsoft.com/fwlink/p/?linkid=${number}`
}

export function helpPage(topic: HelpTopic): string {
  return linkFacts.help[topic]
}

export interface TrainingLinks {
  readonly guidedLearning: string
  readonly documentation: string
  readonly samples: string
  readonly community: string
}

/** The four kinds of training of a Power Platform product, told by its name; undefined for any other. (R191) */
export function trainingOf(productName: string): TrainingLinks | undefined {
  const topics: Readonly<Record<string, TrainingLinks>> = linkFacts.training
  const topic = Object.keys(topics).find((name) => productName.startsWith(name))
  return topic === undefined ? undefined : topics[topic]
}

export interface Links {
  readonly pages: { readonly [page in Page]?: string }
  readonly help: { readonly [topic in HelpTopic]: string }
  /** Where the Admin tile of the app launcher leads (R153). */
  readonly appLauncherTile: string
  readonly notices: readonly { readonly text: string; readonly help: string }[]
}

/** Every link and notice of one cloud; never another cloud's (R038, R092). */
export function linksOf(cloud: Cloud, language: Language): Links {
  const pages: { [page in Page]?: string } = {}
  for (const page of Object.keys(linkFacts.pages) as Page[]) {
    const link = pageLink(page, cloud)
    if (link) pages[page] = link
  }
  const notices = cloud === '21vianet' ? linkFacts.notices[cloud] : []
  return {
    pages,
    help: linkFacts.help,
    appLauncherTile: pageLink(linkFacts.appLauncherTile as Page, cloud) ?? '',
    notices: notices.map((notice) => ({
      text: notice[language],
      help: helpPage(notice.help as HelpTopic),
    })),
  }
}
