/** What bots and calls share: media workers, voices, recognisers, engines, tools, and the demo back office. */
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { type BackOffice, startBackOffice } from './backoffice/backoffice.js';
import type { BotParts } from './bots.js';
import type { LoadedConfig } from './config/load.js';
import type { Clock } from './core/clock.js';
import { UndertoneError } from './core/errors.js';
import { type EngineParts, openEngines } from './engine-parts.js';
import type { MissingPart } from './engines/local/missing-part.js';
import { startLocalVoice } from './engines/local/voices.js';
import type { MediaPlane } from './media/media.js';
import { startMediaPlane } from './media/plane.js';
import type { ModelPlaces } from './models/places.js';
import { type BotHearing, botHearing, type StartRecognition, startRecognition } from './recognition.js';
import { botTools } from './tools/bot-tools.js';
import { type HttpTools, openHttpTools } from './tools/http-tools.js';
import { startTurnModel } from './turn-model.js';

export type { MissingPart } from './engines/local/missing-part.js';

export interface PartsOptions {
  readonly config: LoadedConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly modelPlaces?: ModelPlaces;
  readonly recognition?: StartRecognition;
}

export interface Parts extends BotParts, EngineParts {
  readonly media: MediaPlane;
  readonly backOfficeUrl: string | undefined;
  readonly missing: readonly MissingPart[];
  readonly hearing: readonly BotHearing[];
  close(): Promise<void>;
}

/** What was started, to be closed in the opposite order. */
class Closings {
  readonly #closings: (() => Promise<void> | void)[] = [];

  add<T extends { close(): Promise<void> | void }>(part: T): T {
    this.#closings.push(() => part.close());
    return part;
  }

  async close(): Promise<void> {
    for (const close of this.#closings.splice(0).reverse()) await close();
  }
}

/** @throws UndertoneError of the part that cannot start; what was started by then is stopped again */
export async function startParts(options: PartsOptions): Promise<Parts> {
  const closings = new Closings();
  try {
    return await start(options, closings);
  } catch (thrown) {
    await closings.close();
    throw thrown;
  }
}

async function start(options: PartsOptions, closings: Closings): Promise<Parts> {
  const { clock, log, recognition: recognise = startRecognition } = options;
  const starting = {
    backOffice: startDemoBackOffice(options).then((office) => office && closings.add(office)),
    media: startMediaPlane(mediaOptions(options)).then((plane) => closings.add(plane)),
    voice: startLocalVoice({ clock, log }).then((voice) => closings.add(voice)),
    recognition: recognise({ ...options, places: options.modelPlaces }).then((recognition) =>
      closings.add(recognition),
    ),
    turnModel: startTurnModel({ ...options, ...(options.modelPlaces && { places: options.modelPlaces }) }).then(
      (turnModel) => closings.add(turnModel),
    ),
  };
  // Every one of them has to have settled before anything is closed.
  await Promise.allSettled(Object.values(starting));
  const backOffice = await starting.backOffice;
  const [media, voice, recognition, turnModel] = await Promise.all([
    starting.media,
    starting.voice,
    starting.recognition,
    starting.turnModel,
  ]);
  const toolSets = openToolSets(options, backOffice);
  for (const tools of toolSets.values()) closings.add(tools);
  await toolsReady(clock, toolSets);
  const { voice: localVoice, missing } = voice;
  const engines = openEngines({ ...options, voice: localVoice, recognisers: recognition.recognisers });
  closings.add(engines);
  return {
    ...engines,
    media,
    voice: localVoice,
    turnModel: turnModel.model,
    backOfficeUrl: backOffice?.url,
    hearing: botHearing(options.config, recognition.recognisers),
    missing: [...missing, ...recognition.missing, ...turnModel.missing],
    toolsOf: (bot) => {
      const apis = bot.tools.map((name) => toolSets.get(name)).filter((tools) => tools !== undefined);
      return botTools(apis, { canTransfer: bot.transfer !== undefined });
    },
    close: () => closings.close(),
  };
}

function mediaOptions({ config, clock, log }: PartsOptions) {
  const { workers, port_range, rtp_timeout_ms, ears } = config.config.media;
  return {
    workers: workers === 'auto' ? Math.max(1, availableParallelism() - 1) : workers,
    portRange: [port_range.first, port_range.last] as const,
    rtpTimeoutMs: rtp_timeout_ms,
    vad: {
      onsetThreshold: ears.onset_threshold,
      offsetThreshold: ears.offset_threshold,
      onsetMs: ears.onset_ms,
      resumeMs: ears.resume_ms,
      pauseMs: ears.pause_ms,
      endMs: ears.end_ms,
      minLevelDbfs: ears.min_level_dbfs,
      offsetDropDb: ears.offset_drop_db,
      preRollMs: ears.pre_roll_ms,
    },
    clock,
    log,
  };
}

async function startDemoBackOffice({ config, clock, log }: PartsOptions): Promise<BackOffice | undefined> {
  const { enabled, address, port, data } = config.config.back_office;
  if (!enabled) return undefined;
  const dataDir = data === 'memory' ? undefined : config.resolve(data);
  return startBackOffice({ address, port, dataDir, clock, log });
}

function openToolSets({ config, clock, log }: PartsOptions, backOffice: BackOffice | undefined) {
  return new Map<string, HttpTools>(
    Object.entries(config.config.tools).map(([name, { openapi, timeout_ms, token }]) => {
      const documentUrl = openapi === 'back_office' ? `${backOfficeUrl(backOffice)}/openapi.json` : openapi;
      const tools = openHttpTools({ name, documentUrl, timeoutMs: timeout_ms, token: token?.reveal(), clock, log });
      return [name, tools] as const;
    }),
  );
}

function backOfficeUrl(backOffice: BackOffice | undefined): string {
  if (backOffice !== undefined) return backOffice.url;
  throw new UndertoneError('CONFIG_BAD_REFERENCE', 'a tool set refers to the back office, which is not enabled');
}

const toolsReadyMs = 2_000;

/** Gives the APIs a moment to show their documents, so that the first call has its tools; goes on without them. */
function toolsReady(clock: Clock, toolSets: ReadonlyMap<string, HttpTools>): Promise<void> {
  const loaded = Promise.all([...toolSets.values()].map((tools) => tools.loaded));
  return new Promise((resolve) => {
    const cancel = clock.setTimer(toolsReadyMs, resolve);
    void loaded.then(() => {
      cancel();
      resolve();
    });
  });
}
