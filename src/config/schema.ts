import * as z from 'zod';
import { botSchema } from './bot-schema.js';
import { enginesSchema } from './engines-schema.js';
import { mediaSchema } from './media-schema.js';
import { recognitionSchema } from './recognition-schema.js';
import { checkReferences } from './references.js';
import { type Environment, secret } from './secret.js';
import { ipAddress, nameSchema, numberPattern, port, source, timeSpan, timezone } from './value.js';

/**
 * Everything that can be configured, with defaults, units and descriptions. docs/configuration.md and
 * config/undertone.schema.json are generated from here (`npm run docs`).
 *
 * @param environment where `${NAME}` references to secrets are looked up
 */
export function configSchema(environment: Environment) {
  return z
    .strictObject({
      sip: sipSchema(environment).prefault({}),
      media: mediaSchema.prefault({}),
      trunks: z
        .array(trunkSchema)
        .max(1000)
        .default([])
        .describe('Carriers and PBXs that may call from outside the private networks.'),
      routes: z
        .array(routeSchema)
        .min(1)
        .max(10_000)
        .describe('Which bot answers. Tried in order; the first whose conditions all hold decides; none is 404.'),
      engines: enginesSchema(environment),
      bots: z.record(nameSchema, botSchema).describe('The bots, by name.'),
      tools: z
        .record(nameSchema, toolSetSchema(environment))
        .default({})
        .describe('APIs that bots may use, by name. Each operation of the OpenAPI document is a tool.'),
      recognition: recognitionSchema.prefault({}),
      back_office: backOfficeSchema.prefault({}),
      log: logSchema.prefault({}),
    })
    .superRefine(checkReferences, { when: () => true });
}

export type Config = z.output<ReturnType<typeof configSchema>>;

function sipSchema(environment: Environment) {
  const server = z.strictObject({
    host: z.string().min(1).max(255).describe('Host name or address of the drachtio-server.'),
    port: port.default(9022).describe('Its application port.'),
    secret: secret(environment).describe(`Its shared secret, as \`\${NAME}\` of an environment variable.`),
  });
  return z
    .strictObject({
      drachtio: z
        .union([z.literal('embedded'), server])
        .prefault('embedded')
        .describe(
          '`embedded` starts a SIP endpoint in this process; a mapping uses a drachtio-server, which then owns the listeners.',
        ),
      listeners: z
        .array(listenerSchema)
        .min(1)
        .max(16)
        .default([
          { protocol: 'udp', address: '0.0.0.0', port: 5060 },
          { protocol: 'tcp', address: '0.0.0.0', port: 5060 },
        ])
        .describe('Where SIP is listened on.'),
      allow_private: z
        .boolean()
        .default(true)
        .describe(
          'Loopback, link-local and private-network sources (RFC 1918, RFC 4193) may call without a trunk. Every other source needs one, or gets 403.',
        ),
      max_calls: z.int().min(1).max(100_000).default(200).describe('Calls at a time; one more gets 503.'),
    })
    .describe('Signalling.');
}

const listenerSchema = z.strictObject({
  protocol: z.enum(['udp', 'tcp']).describe('Transport.'),
  address: ipAddress.default('0.0.0.0').describe('Local address; 0.0.0.0 is every IPv4 interface.'),
  port: z.int().min(0).max(65535).default(5060).describe('Local port; 0 takes a free one.'),
});

const trunkSchema = z.strictObject({
  name: nameSchema.describe('Referred to by routes.'),
  sources: z.array(source).min(1).max(1000).describe('IP addresses and networks that this trunk calls from.'),
});

const routeSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe('Shown in logs and by `undertone explain`; the place in the list when absent.'),
  called: numberPattern
    .optional()
    .describe(
      'Called number or user: `1001`, `+852*` (beginning), `/^1[0-9]{3}$/` (regular expression). Any when absent. In quotes, so that YAML does not make it a number.',
    ),
  caller: numberPattern.optional().describe('Calling number or user, in the same form.'),
  trunk: z.string().optional().describe('Name of the trunk the call has to come through.'),
  days: z
    .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
    .min(1)
    .max(7)
    .optional()
    .describe('Days of the week on which the hours begin; every day when absent.'),
  hours: z
    .array(timeSpan)
    .min(1)
    .max(24)
    .optional()
    .describe('Times of day, such as `09:00-18:00` or `22:00-06:00`; all day when absent.'),
  timezone: timezone.default('Asia/Hong_Kong').describe('IANA timezone of days and hours.'),
  bot: z.string().describe('Name of the bot that answers.'),
});

function toolSetSchema(environment: Environment) {
  return z.strictObject({
    openapi: z
      .union([z.literal('back_office'), z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })])
      .describe('URL of the OpenAPI 3 document, or `back_office` for the demo carrier started here.'),
    timeout_ms: z.int().min(100).max(30_000).default(3_000).describe('Longest wait for an answer, in milliseconds.'),
    token: secret(environment)
      .optional()
      .describe(`Sent as \`Authorization: Bearer\`; \`\${NAME}\` of an environment variable.`),
  });
}

const backOfficeSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Start it with the bot.'),
    address: ipAddress.default('127.0.0.1').describe('Local address of its HTTP API.'),
    port: z.int().min(0).max(65535).default(0).describe('Local port of its HTTP API; 0 takes a free one.'),
    data: z
      .string()
      .min(1)
      .default('memory')
      .describe('`memory` forgets at exit; a path is a folder that keeps the data.'),
  })
  .describe('The demo carrier: a billing and policy API with made-up accounts.');

const logSchema = z
  .strictObject({
    level: z
      .enum(['silent', 'error', 'warn', 'info', 'debug', 'trace'])
      .default('info')
      .describe('Least level logged.'),
    transcripts: z
      .enum(['redacted', 'clear'])
      .default('redacted')
      .describe('Whether phone numbers and what was said are logged in clear.'),
    conversations: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder for one file a call, from which `undertone replay` plays the conversation again; relative to this file. Off when absent. The files hold in clear what was said and keyed.',
      ),
  })
  .describe('Logging.');
