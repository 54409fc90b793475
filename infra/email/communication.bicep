// The mail server: Azure Communication Services Email, over SMTP. Mails leave from a domain that Azure gives, or from one's
// own, which is prepared here and used once its DNS records stand.
//
// What cannot be done here: the Entra application that signs in to SMTP, and its secret. Both are made by
// tools/register-entra.ts, before and after this is deployed. The secret is the SMTP password, and lies in Key Vault.
//
// Mails that a subscription may send: 5 a minute and 10 an hour from Azure's domain, for good; 30 and 100 from one's own,
// until Microsoft raises it on request. What comes on top is told to come later, and the product does so for two days.

@description('Tags of every resource here.')
param tags object = {}

@description('Name of the Communication Services resource, unique in the world.')
param communicationName string

@description('Name of the email service.')
param emailServiceName string

@description('Where mails and their logs are kept at rest, for instance Europe or United States.')
param dataLocation string = 'Europe'

@description('One’s own domain to send from, for instance notify.contoso.com. Empty: only the domain that Azure gives.')
param customDomain string = ''

@description('Whether the DNS records of the own domain stand and were verified (docs/operate/mail.md). Until then mails leave from the domain that Azure gives, for a domain that is not verified cannot be linked.')
param customDomainVerified bool = false

@description('The part before the @ of the sender, on one’s own domain. On Azure’s domain it is always DoNotReply.')
param senderUserName string = 'noreply'

@description('The name that people see as the sender.')
param senderName string = 'Seatwarden'

@description('Client id of the Entra application that signs in to SMTP. Empty: nobody can sign in yet.')
param smtpApplicationId string = ''

@description('Object id of that application’s service principal.')
param smtpPrincipalId string = ''

// https://learn.microsoft.com/azure/communication-services/quickstarts/email/send-email-smtp/smtp-authentication
var role = loadJsonContent('../hosting/roles.json').email
var hasCustomDomain = !empty(customDomain)
var sendsFromCustomDomain = hasCustomDomain && customDomainVerified
var canSignIn = !empty(smtpApplicationId)

resource emailService 'Microsoft.Communication/emailServices@2026-03-18' = {
  name: emailServiceName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
  }
}

resource azureDomain 'Microsoft.Communication/emailServices/domains@2026-03-18' = {
  parent: emailService
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'AzureManaged'
    // Nobody is told who opened which mail.
    userEngagementTracking: 'Disabled'
  }
}

resource ownDomain 'Microsoft.Communication/emailServices/domains@2026-03-18' = if (hasCustomDomain) {
  parent: emailService
  name: hasCustomDomain ? customDomain : 'none'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'CustomerManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource sender 'Microsoft.Communication/emailServices/domains/senderUsernames@2026-03-18' = if (sendsFromCustomDomain) {
  parent: ownDomain
  name: senderUserName
  properties: {
    username: senderUserName
    displayName: senderName
  }
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' = {
  name: communicationName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    // Azure's domain stays linked, so that going back to it takes a setting and no deployment of domains.
    linkedDomains: sendsFromCustomDomain ? [azureDomain.id, ownDomain.id] : [azureDomain.id]
    disableLocalAuth: true
  }
}

resource mayServeMail 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (canSignIn) {
  name: guid(communication.id, smtpPrincipalId, role.id)
  // On the resource itself: an inherited role is not seen by the SMTP service.
  scope: communication
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
    principalId: smtpPrincipalId
    principalType: 'ServicePrincipal'
    description: role.why
  }
}

resource signIn 'Microsoft.Communication/communicationServices/smtpUsernames@2026-03-18' = if (canSignIn) {
  parent: communication
  // Azure refuses a resource that is called as its user name.
  name: '${communicationName}-sign-in'
  properties: {
    username: communicationName
    entraApplicationId: smtpApplicationId
    tenantId: tenant().tenantId
  }
  dependsOn: [mayServeMail]
}

output smtpHost string = 'smtp.azurecomm.net'
@description('TLS by STARTTLS. 25 is the only other port, and many networks shut it.')
output smtpPort int = 587
output smtpUserName string = canSignIn ? communicationName : ''
output mailFrom string = sendsFromCustomDomain
  ? '${senderName} <${senderUserName}@${customDomain}>'
  : '${senderName} <DoNotReply@${azureDomain.properties.mailFromSenderDomain}>'
@description('DNS records that the own domain needs (domain, SPF, DKIM, DKIM2), to be set where the domain is kept.')
output verificationRecords object = hasCustomDomain ? ownDomain!.properties.verificationRecords : {}
output communicationServiceId string = communication.id
