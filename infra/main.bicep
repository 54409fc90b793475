// Everything that Seatwarden needs on Azure, in one resource group: `azd up` deploys it, and docs/operate/deploy.md says
// how, step by step. It has never run against a real account.
//
// Every parameter can be set with `azd env set`, by the name that main.parameters.json gives it; what is not set is as
// here, and what depends on environmentType is small for dev and lasting for production.

targetScope = 'resourceGroup'

@description('Name of the azd environment.')
@minLength(1)
param environmentName string

@description('Region of everything that has one. Not all have Flex Consumption: az functionapp list-flexconsumption-locations.')
@minLength(1)
param location string

@description('dev is small, cheap and easily thrown away; production is spread over zones, always awake, and slow to forget.')
@allowed(['dev', 'production'])
param environmentType string = 'dev'

@description('Whether whatever can stands in three availability zones. It is decided when things are first made. Azure then keeps two instances of each group of functions always ready, and bills them.')
param zoneRedundant bool = environmentType == 'production'

@description('Whether the app reaches Cosmos DB, Service Bus, storage and Key Vault by private endpoints only, and nobody else does. Service Bus is then Premium.')
param privateNetwork bool = false

@description('With a private network: id of a NAT gateway of yours, through which the app goes out to the mail server, the payment gateway and Entra from addresses that stay. Empty: the way out that the platform gives.')
param natGatewayId string = ''

@description('Small letters and digits that make names unique in the world. Another one gives everything a new name, which is a new, empty system.')
@minLength(5)
@maxLength(13)
param resourceToken string = uniqueString(resourceGroup().id, environmentName)

// The product

@description('Whose tokens count: client id and URI of the Entra registration, with a comma between them.')
@minLength(1)
param tokenAudience string

@description('Id of the organisation whose operators count: the one that this subscription belongs to, if you say nothing.')
param operatorTenantId string = subscription().tenantId

@description('Where cards are charged: the address of the payment gateway, https.')
@minLength(9)
param paymentGatewayUrl string

@description('Whether the payment gateway asks for a key. The app then does not start until one is in Key Vault.')
param paymentGatewayNeedsKey bool = true

@description('Key of the payment gateway, put into Key Vault. Empty: the one that is there stays.')
@secure()
param paymentGatewayKey string = ''

@description('The start of links in answers, such as https://api.contoso.com. Empty: the address that Azure gives.')
param publicBaseUrl string = ''

@description('The start of links in mails. Empty: the portal, which the app serves itself.')
param portalUrl string = ''

@description('Client id of the Entra registration that people sign in to on the portal. Empty: what tokenAudience begins with.')
param portalClientId string = ''

@description('What the portal asks a token for. Empty: user_impersonation of portalClientId.')
param portalScope string = ''

@description('Page of the payment gateway with the fields for a card, https. Empty: /card-fields below paymentGatewayUrl.')
param cardFieldsUrl string = ''

@description('Origins whose pages may call the API. The app’s own pages need none.')
param allowedOrigins string[] = []

@description('Who sends the invoices, as it stands on them.')
param sellerName string = 'Seatwarden'

@description('The seller’s address; each comma begins a line.')
param sellerAddress string = ''

@description('The seller’s tax number.')
param sellerTaxId string = ''

@description('What is sold.')
@allowed(['all', 'powerPlatform'])
param catalogueProfile string = 'all'

@description('When forgotten work, payments and what falls due are looked for: an NCRONTAB expression of six fields. GET /health/work, and alerts, call it late after five minutes.')
param sweepSchedule string = '0 * * * * *'

@description('Milliseconds for which a worker works before it hands over; well below the lock of a message in infra/messages/queues.json.')
@minValue(1000)
@maxValue(25000)
param workSliceMs int = 15000

@description('The share of what Cosmos DB gives one organisation that jobs may take, from 0 to 1; 0 takes all.')
param throttleShare string = '0.6'

@description('Requests a second of one caller to one instance.')
@minValue(1)
param rateLimitPerSecond int = 50

// Mail

@description('Mail server of one’s own. Empty: Azure Communication Services.')
param smtpHost string = ''

@description('Port of one’s own mail server; 465 speaks TLS at once, others upgrade to it.')
param smtpPort int = 587

@description('User name at one’s own mail server. Empty: no sign-in.')
param smtpUser string = ''

@description('Password of the mail server, or secret of the Entra application that signs in to Communication Services; put into Key Vault. Empty: the one that is there stays.')
@secure()
param smtpPassword string = ''

@description('The sender: an address, or Name <address>. Empty: that of Communication Services.')
param mailFrom string = ''

@description('Client id of the Entra application that signs in to Communication Services.')
param smtpApplicationId string = ''

@description('Object id of that application’s service principal.')
param smtpPrincipalId string = ''

@description('Where Communication Services keep mails and their logs, such as Europe or United States.')
param mailDataLocation string = 'Europe'

@description('One’s own domain to send from by Communication Services. Empty: the domain that Azure gives.')
param mailDomain string = ''

@description('Whether the DNS records of that domain stand and were verified.')
param mailDomainVerified bool = false

// Sizes and names

@description('Request units a second up to which Cosmos DB scales by itself, in steps of 1,000; a tenth is paid when nothing happens.')
@minValue(1000)
param cosmosMaxThroughput int = environmentType == 'production' ? 10000 : 1000

@description('How long Cosmos DB can be put back to any moment.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param cosmosBackupTier string = environmentType == 'production' ? 'Continuous30Days' : 'Continuous7Days'

@description('A second region for the documents, which takes over when the first is lost. Empty: none.')
param cosmosSecondLocation string = ''

@description('Kind of Service Bus; with a private network it is Premium whatever stands here.')
@allowed(['Standard', 'Premium'])
param serviceBusSku string = 'Standard'

@description('How many messaging units Premium has.')
@allowed([1, 2, 4, 8, 16])
param serviceBusMessagingUnits int = 1

@description('How storage keeps copies.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'

@description('Days after which an export goes; one that is missed is made again.')
@minValue(1)
param exportDays int = 30

@description('Memory of an instance of the function app in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances at most for each group of functions.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = environmentType == 'production' ? 100 : 40

@description('Instances that are always there: http is all routes, function:NAME a queue or the timer.')
param alwaysReady readyInstances[] = environmentType == 'production'
  ? [{ name: 'http', instanceCount: zoneRedundant ? 2 : 1 }]
  : []

@description('Whether a deleted vault cannot be purged before its days are over, by anybody. It cannot be switched off again.')
param keyVaultPurgeProtection bool = environmentType == 'production'

@description('Days for which a deleted vault or secret can be brought back. It cannot be changed later.')
@minValue(7)
@maxValue(90)
param keyVaultSoftDeleteDays int = environmentType == 'production' ? 90 : 7

@description('Kind of key vault; no keys lie in it.')
@allowed(['standard', 'premium'])
param keyVaultSku string = 'standard'

@description('default, or recover: brings back a vault that was deleted.')
@allowed(['default', 'recover'])
param keyVaultCreateMode string = 'default'

@description('How telemetry is paid for: by the gigabyte, or by a commitment, which is worth it from 100 GB a day.')
@allowed(['PerGB2018', 'CapacityReservation'])
param workspaceSku string = 'PerGB2018'

@description('Days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int = 90

@description('Gigabytes of telemetry a day after which no more is taken until the next; -1 for no cap.')
@minValue(-1)
param telemetryDailyCapGb int = environmentType == 'production' ? 5 : 1

@description('Mail addresses that alerts go to.')
param alertReceivers string[] = []

@description('What a month may cost, in the currency of the bill; alerts go out at 80 % of it, and when more is foreseen. 0: nobody watches that.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which that budget is first deployed, such as 2026-12-01; it cannot change later. Empty: no budget.')
param budgetStart string = ''

@description('Name of the function app, unique in the world.')
param functionAppName string = 'seatwarden-${resourceToken}'

@description('Name of its plan.')
param planName string = 'seatwarden-${resourceToken}'

@description('Name of the identity that it works as.')
param identityName string = 'seatwarden-${resourceToken}'

@description('Name of the Cosmos DB account, unique in the world.')
param cosmosAccountName string = 'seatwarden-${resourceToken}'

@description('Name of the Service Bus namespace, unique in the world.')
param serviceBusName string = 'seatwarden-${resourceToken}'

@description('Name of the storage account of the Functions host, unique in the world.')
param hostStorageName string = 'swhost${resourceToken}'

@description('Name of the storage account of exports, unique in the world.')
param exportStorageName string = 'swfiles${resourceToken}'

@description('Name of the key vault, unique in the world; that of a deleted one stays taken for its days.')
param keyVaultName string = 'sw-${resourceToken}'

@description('Name of the Log Analytics workspace.')
param workspaceName string = 'seatwarden-${resourceToken}'

@description('Name of Application Insights.')
param insightsName string = 'seatwarden-${resourceToken}'

@description('Name of the private network.')
param networkName string = 'seatwarden-${resourceToken}'

@description('Name of Communication Services, unique in the world.')
param communicationName string = 'seatwarden-${resourceToken}'

@description('Name of the email service.')
param emailServiceName string = 'seatwarden-mail-${resourceToken}'

type readyInstances = {
  name: string
  instanceCount: int
}

var tags = { 'azd-env-name': environmentName }
var publicNetworkAccess = privateNetwork ? 'Disabled' : 'Enabled'
var hasOwnMailServer = !empty(smtpHost)
// One organisation is one logical partition, which never gets more than 10,000 request units a second.
var tenantRequestUnitsPerSecond = min(cosmosMaxThroughput, 10000)

module identity 'identity/app-identity.bicep' = {
  name: 'app-identity'
  params: {
    location: location
    tags: tags
    identityName: identityName
  }
}

module insights 'telemetry/insights.bicep' = {
  name: 'insights'
  params: {
    location: location
    tags: tags
    workspaceName: workspaceName
    insightsName: insightsName
    appPrincipalId: identity.outputs.principalId
    skuName: workspaceSku
    retentionInDays: telemetryDays
    dailyCapGb: telemetryDailyCapGb
  }
}

module cosmos 'documents/cosmos.bicep' = {
  name: 'cosmos'
  params: {
    location: location
    tags: tags
    accountName: cosmosAccountName
    appPrincipalId: identity.outputs.principalId
    maxThroughput: cosmosMaxThroughput
    backupTier: cosmosBackupTier
    zoneRedundant: zoneRedundant
    secondLocation: cosmosSecondLocation
    publicNetworkAccess: publicNetworkAccess
  }
}

module serviceBus 'messages/service-bus.bicep' = {
  name: 'service-bus'
  params: {
    location: location
    tags: tags
    namespaceName: serviceBusName
    appPrincipalId: identity.outputs.principalId
    // Only Premium has private endpoints.
    skuName: privateNetwork ? 'Premium' : serviceBusSku
    messagingUnits: serviceBusMessagingUnits
    publicNetworkAccess: publicNetworkAccess
  }
}

module exportStorage 'files/storage.bicep' = {
  name: 'export-storage'
  params: {
    location: location
    tags: tags
    accountName: exportStorageName
    appPrincipalId: identity.outputs.principalId
    skuName: storageSku
    keepDays: exportDays
    publicNetworkAccess: publicNetworkAccess
  }
}

module hostStorage 'hosting/host-storage.bicep' = {
  name: 'host-storage'
  params: {
    location: location
    tags: tags
    accountName: hostStorageName
    appPrincipalId: identity.outputs.principalId
    skuName: storageSku
    publicNetworkAccess: publicNetworkAccess
  }
}

module keyVault 'hosting/key-vault.bicep' = {
  name: 'key-vault'
  params: {
    location: location
    tags: tags
    vaultName: keyVaultName
    appPrincipalId: identity.outputs.principalId
    skuName: keyVaultSku
    softDeleteDays: keyVaultSoftDeleteDays
    purgeProtection: keyVaultPurgeProtection
    createMode: keyVaultCreateMode
    publicNetworkAccess: publicNetworkAccess
    smtpPassword: smtpPassword
    paymentGatewayKey: paymentGatewayKey
  }
}

module mail 'email/communication.bicep' = if (!hasOwnMailServer) {
  name: 'communication'
  params: {
    tags: tags
    communicationName: communicationName
    emailServiceName: emailServiceName
    dataLocation: mailDataLocation
    customDomain: mailDomain
    customDomainVerified: mailDomainVerified
    senderName: sellerName
    smtpApplicationId: smtpApplicationId
    smtpPrincipalId: smtpPrincipalId
  }
}

module network 'hosting/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    location: location
    tags: tags
    networkName: networkName
    natGatewayId: natGatewayId
    cosmosAccountId: cosmos.outputs.id
    serviceBusId: serviceBus.outputs.id
    storageAccountIds: [hostStorage.outputs.id, exportStorage.outputs.id]
    keyVaultId: keyVault.outputs.id
  }
}

// Last but for its settings: everything that it reaches is there by then, and its roles have been given.
module functionApp 'hosting/function-app.bicep' = {
  name: 'function-app'
  params: {
    location: location
    tags: tags
    planName: planName
    appName: functionAppName
    identityId: identity.outputs.id
    packageUrl: hostStorage.outputs.packageUrl
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReady
    zoneRedundant: zoneRedundant
    functionSubnetId: privateNetwork ? network!.outputs.functionSubnetId : ''
    allowedOrigins: allowedOrigins
  }
}

var apiUrl = empty(publicBaseUrl) ? 'https://${functionApp.outputs.hostName}' : publicBaseUrl
var mailUser = hasOwnMailServer ? smtpUser : mail!.outputs.smtpUserName
var signIn = environment().authentication.loginEndpoint
var signInTo = empty(portalClientId) ? first(split(tokenAudience, ',')) : portalClientId

module settings 'hosting/app-settings.bicep' = {
  name: 'app-settings'
  params: {
    appName: functionApp.outputs.name
    identityClientId: identity.outputs.clientId
    hostStorageName: hostStorage.outputs.name
    insightsConnectionString: insights.outputs.connectionString
    product: union(
      {
        COSMOS_ENDPOINT: cosmos.outputs.endpoint
        SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: serviceBus.outputs.hostName
        STORAGE_CONNECTION__blobServiceUri: exportStorage.outputs.blobEndpoint
        SMTP_HOST: hasOwnMailServer ? smtpHost : mail!.outputs.smtpHost
        SMTP_PORT: string(hasOwnMailServer ? smtpPort : mail!.outputs.smtpPort)
        MAIL_FROM: empty(mailFrom) && !hasOwnMailServer ? mail!.outputs.mailFrom : mailFrom
        // Both versions of Entra's tokens, of every organisation; {tid} stands for it.
        TOKEN_ISSUER_TEMPLATE: 'https://sts.windows.net/{tid}/,${signIn}{tid}/v2.0'
        TOKEN_JWKS_URI: '${signIn}common/discovery/v2.0/keys'
        TOKEN_AUDIENCE: tokenAudience
        OPERATOR_TENANT_ID: operatorTenantId
        PAYMENT_GATEWAY_URL: paymentGatewayUrl
        SELLER_NAME: sellerName
        SELLER_ADDRESS: sellerAddress
        SELLER_TAX_ID: sellerTaxId
        PUBLIC_BASE_URL: apiUrl
        PORTAL_URL: empty(portalUrl) ? '${apiUrl}/app' : portalUrl
        PORTAL_CLIENT_ID: signInTo
        // Of every organisation, as those whose tokens count.
        PORTAL_AUTHORITY: '${signIn}organizations'
        PORTAL_SCOPE: empty(portalScope) ? 'api://${signInTo}/user_impersonation' : portalScope
        CARD_FIELDS_URL: empty(cardFieldsUrl) ? '${paymentGatewayUrl}/card-fields' : cardFieldsUrl
        SWEEP_SCHEDULE: sweepSchedule
        WORK_SLICE_MS: string(workSliceMs)
        TENANT_REQUEST_UNITS_PER_SECOND: string(tenantRequestUnitsPerSecond)
        THROTTLE_SHARE: throttleShare
        RATE_LIMIT_PER_SECOND: string(rateLimitPerSecond)
        CATALOGUE_PROFILE: catalogueProfile
      },
      empty(mailUser) ? {} : { SMTP_USER: mailUser, SMTP_PASSWORD: keyVault.outputs.mailSecretReference },
      paymentGatewayNeedsKey ? { PAYMENT_GATEWAY_KEY: keyVault.outputs.gatewaySecretReference } : {}
    )
  }
}

module diagnostics 'telemetry/diagnostics.bicep' = {
  name: 'diagnostics'
  params: {
    workspaceId: insights.outputs.workspaceId
    cosmosAccountName: cosmos.outputs.name
    serviceBusName: serviceBus.outputs.name
    functionAppName: functionApp.outputs.name
    keyVaultName: keyVault.outputs.name
  }
}

module alerts 'telemetry/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    tags: tags
    namePrefix: functionAppName
    mailReceivers: alertReceivers
    workspaceId: insights.outputs.workspaceId
    insightsId: insights.outputs.id
    serviceBusId: serviceBus.outputs.id
    cosmosAccountId: cosmos.outputs.id
    publicBaseUrl: apiUrl
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
  }
}

module workbook 'telemetry/workbook.bicep' = {
  name: 'workbook'
  params: {
    location: location
    tags: tags
    workspaceId: insights.outputs.workspaceId
  }
}

@description('Where the API is reached.')
output API_URL string = apiUrl
@description('The function app, for the check after a deployment.')
output API_ID string = functionApp.outputs.id
@description('What the domain one sends from needs at its DNS.')
output MAIL_DNS_RECORDS object = hasOwnMailServer ? {} : mail!.outputs.verificationRecords
@description('The key vault, into which npm run entra puts the secret of the mail’s sign-in.')
output KEY_VAULT_ID string = keyVault.outputs.id
