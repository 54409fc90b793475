import type { ProductId } from '../kernel/ids.ts'
import { ownValue } from '../kernel/own-value.ts'
import type { Day } from '../kernel/time.ts'
import { helpPage } from '../organisation/links.ts'
import type { PolicyValue } from '../organisation/tenant.ts'
import type { Channel } from './channel.ts'
import prices from './data/prices.json' with { type: 'json' }
import productFacts from './data/products.json' with { type: 'json' }
import signUpFacts from './data/sign-up.json' with { type: 'json' }
import skuFacts from './data/skus.json' with { type: 'json' }

/** What is sold in `all`, or in the beginning, when only Power Platform was (R012). */
export type CatalogueProfile = 'all' | 'powerPlatform'

export type Currency = 'EUR' | 'USD' | 'GBP'

/** A way a product is had; `partner` is a price list only. */
export type SalesChannel = Channel | 'partner'

export interface Offer {
  /** One seat for one term, in minor units. */
  readonly unitPrices: Readonly<Record<Currency, number>>
  readonly termMonths: number
}

export interface Sku {
  readonly skuId: string
  readonly skuPartNumber: string
  readonly servicePlans: readonly { readonly servicePlanId: string; readonly servicePlanName: string }[]
  /** True where no public list names the product, so that its ids are ours. */
  readonly invented: boolean
}

export interface Product {
  readonly id: ProductId
  /** True where no public list gives the product an id: the part number of its SKU stands in. */
  readonly ownId: boolean
  readonly previousIds: readonly string[]
  readonly name: string
  /** An offer type is a group of other sellers' products: policies govern it, nobody buys it. */
  readonly kind: 'microsoftProduct' | 'offerType' | 'signUpProgramme'
  readonly family: string
  /** A retired product is listed, and never offered. */
  readonly status: 'current' | 'retired'
  /** The ways it can be had today; each is independent of the others (R010). */
  readonly channels: { readonly [channel in SalesChannel]?: Offer }
  readonly trialWithoutPaymentMethod: boolean
  readonly allowedPolicyValues: readonly PolicyValue[]
  readonly defaultPolicyValue: PolicyValue
  readonly excludedCountries: readonly string[]
  readonly availableFrom: { readonly default: Day; readonly byCountry: { readonly [country: string]: Day } }
  /** `selfService` is the variant sold to departments, where there is one. */
  readonly sku: { readonly central: Sku; readonly selfService: Sku }
  readonly helpLink: string
  readonly trainingLink: string
  readonly termMonths: number
}

/** Every product, sold or not, in a stable order: purchases first, then the programmes that are only signed up for. */
export function allProducts(profile: CatalogueProfile = 'all'): readonly Product[] {
  return profile === 'all' ? everything : powerPlatformOnly
}

/** The product with that id; an id it had before finds it too. */
export function findProduct(id: string, profile: CatalogueProfile = 'all'): Product | undefined {
  return (profile === 'all' ? everythingById : powerPlatformById).get(id)
}

/** The name to show for what was once bought: an id nobody knows any more stands for itself. */
export function productName(id: string): string {
  return findProduct(id)?.name ?? id
}

/** Every id under which a product may have been stored: those that it had before, and the one of today first. */
export function idsOfProduct(id: string): readonly string[] {
  const product = findProduct(id)
  return product ? [product.id, ...product.previousIds] : [id]
}

/** Under which ids those are stored whose name has that in it, or whose id it is; case does not matter. */
export function idsOfProductsNamed(text: string): readonly string[] {
  const wanted = text.toLowerCase()
  return everything
    .filter(
      ({ name, id, previousIds }) =>
        [id, ...previousIds].some((one) => one.toLowerCase() === wanted) ||
        name.toLowerCase().includes(wanted),
    )
    .flatMap(({ id }) => idsOfProduct(id))
}

/** The product behind a SKU id, in any of its variants. */
export function findProductBySku(skuId: string): Product | undefined {
  return productBySku.get(skuId.toLowerCase())
}

/** The SKU that a subscription bought that way shows. */
export function skuOf(product: Product, channel: Channel): Sku {
  return channel === 'central' ? product.sku.central : product.sku.selfService
}

/** Whether somebody can get the product that way today, country, policy and person aside. */
export function isOffered(product: Product, channel: SalesChannel): boolean {
  return product.channels[channel] !== undefined
}

/** The first day on which it can be had in that country (R124, R125). */
export function availableFrom(product: Product, country: string): Day {
  return ownValue(product.availableFrom.byCountry, country) ?? product.availableFrom.default
}

/** The shape of data/products.json: the compiler reads texts where we know more, so the facts are cast once here. */
interface ProductFacts extends Omit<Product, 'ownId' | 'channels' | 'sku' | 'helpLink'> {
  readonly powerPlatform: boolean
  readonly selfServicePurchase: boolean
}
interface SkuFacts extends Omit<Sku, 'invented'> {
  readonly invented?: boolean
}
interface SignUpFacts extends SkuFacts {
  readonly name: string
  readonly family: string
  readonly trainingLink: string
  /** Set where the programme is a product that is also bought. */
  readonly productId?: string
}

const purchasable = productFacts as unknown as readonly ProductFacts[]
const programmes: readonly SignUpFacts[] = signUpFacts
const skus = skuFacts as Readonly<Record<string, { central: SkuFacts; selfService?: SkuFacts }>>
const priceLists: Readonly<
  Record<string, Partial<Record<'selfService' | 'central' | 'partner', Record<Currency, number>>>>
> = prices.minorUnitsPerSeatAndTerm

const free: Readonly<Record<Currency, number>> = { EUR: 0, USD: 0, GBP: 0 }
const trialMonths = 1
/** Sign-ups do not end by themselves; their term only says when they are looked at again. */
const signUpMonths = 12
/** Sign-up is older than every purchase (2020). */
const signUpSince = '2020-01-01' as Day

const signUpByProduct = new Set(programmes.map((programme) => programme.productId))

function productOf(facts: ProductFacts): Product {
  const { powerPlatform: _, selfServicePurchase, ...product } = facts
  const sku = ownValue(skus, facts.id)
  if (!sku) throw new Error(`data/skus.json lacks ${facts.id}.`)
  const central = skuFrom(sku.central)
  return {
    ...product,
    ownId: false,
    channels: facts.status === 'current' && facts.kind === 'microsoftProduct' ? channelsOf(facts) : {},
    sku: { central, selfService: sku.selfService ? skuFrom(sku.selfService) : central },
    helpLink: helpPage('selfServicePurchaseFaq'),
  }
}

function channelsOf(facts: ProductFacts): Product['channels'] {
  const { selfService, central, partner } = ownValue(priceLists, facts.id) ?? {}
  const offer = (unitPrices: Record<Currency, number>) => ({ unitPrices, termMonths: facts.termMonths })
  return {
    ...(selfService && facts.selfServicePurchase ? { selfService: offer(selfService) } : {}),
    ...(central ? { central: offer(central) } : {}),
    ...(partner ? { partner: offer(partner) } : {}),
    ...(facts.trialWithoutPaymentMethod ? { trial: { unitPrices: free, termMonths: trialMonths } } : {}),
    ...(signUpByProduct.has(facts.id) ? { signUp: { unitPrices: free, termMonths: signUpMonths } } : {}),
  }
}

function programmeOf(facts: SignUpFacts): Product {
  const sku = skuFrom(facts)
  return {
    id: facts.skuPartNumber as ProductId,
    ownId: true,
    previousIds: [],
    name: facts.name,
    kind: 'signUpProgramme',
    family: facts.family,
    status: 'current',
    channels: { signUp: { unitPrices: free, termMonths: signUpMonths } },
    trialWithoutPaymentMethod: false,
    allowedPolicyValues: ['Enabled', 'Disabled'],
    defaultPolicyValue: 'Enabled',
    excludedCountries: [],
    availableFrom: { default: signUpSince, byCountry: {} },
    sku: { central: sku, selfService: sku },
    helpLink: helpPage('selfServiceSignUp'),
    trainingLink: facts.trainingLink,
    termMonths: signUpMonths,
  }
}

function skuFrom({ skuId, skuPartNumber, servicePlans, invented = false }: SkuFacts): Sku {
  return { skuId, skuPartNumber, servicePlans, invented }
}

function withSignUpOnly(product: Product): Product {
  const { signUp } = product.channels
  return { ...product, channels: signUp ? { signUp } : {} }
}

function byId(products: readonly Product[]): ReadonlyMap<string, Product> {
  const previous = products.flatMap((product) => product.previousIds.map((id) => [id, product] as const))
  return new Map([...previous, ...products.map((product) => [product.id, product] as const)])
}

const powerPlatformIds = new Set(purchasable.filter((facts) => facts.powerPlatform).map((facts) => facts.id))
const everything: readonly Product[] = [
  ...purchasable.map(productOf),
  ...programmes.filter((programme) => !programme.productId).map(programmeOf),
]
const powerPlatformOnly = everything.map((product) =>
  powerPlatformIds.has(product.id) ? product : withSignUpOnly(product),
)
const everythingById = byId(everything)
const powerPlatformById = byId(powerPlatformOnly)
const productBySku: ReadonlyMap<string, Product> = new Map(
  everything.flatMap((product) => [
    [product.sku.selfService.skuId, product],
    [product.sku.central.skuId, product],
  ]),
)
