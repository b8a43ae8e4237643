/** What a session is configured with, in the two layouts of the family. */
import type { PassThroughCodec } from '../../agent/engine.js';
import type { ToolDescription } from '../../agent/tool.js';
import type { JsonObject, RealtimeDialect, TurnMode } from './dialect.js';

export interface SessionConfig {
  readonly model: string;
  readonly voice: string | undefined;
  readonly instructions: string;
  readonly tools: readonly ToolDescription[];
  readonly turns: TurnMode;
  /** The call's codec, where payloads pass through; undefined: PCM. */
  readonly codec: PassThroughCodec | undefined;
  readonly transcriptionModel: string | undefined;
}

export interface ClientEvent extends JsonObject {
  readonly type: string;
}

/** The event that configures a session. */
export function configureEvent(dialect: RealtimeDialect, config: SessionConfig): ClientEvent {
  const { configure, beside } = dialect.session;
  return { type: configure, session: sessionObject(dialect, config), ...beside };
}

/** The event that changes nothing but the instructions of a configured session. */
export function instructionsEvent(dialect: RealtimeDialect, config: SessionConfig): ClientEvent {
  const { fixed, partialUpdates } = dialect.session;
  if (!partialUpdates) return { type: 'session.update', session: sessionObject(dialect, config) };
  const kind = 'type' in fixed ? { type: fixed.type } : {};
  return { type: 'session.update', session: { ...kind, instructions: config.instructions } };
}

function sessionObject(dialect: RealtimeDialect, config: SessionConfig): JsonObject {
  const { instructions, tools, model, voice = dialect.session.defaultVoice } = config;
  const common = {
    ...dialect.session.fixed,
    instructions,
    ...(dialect.model === 'session' ? { model } : {}),
    ...(tools.length === 0 ? {} : toolFields(dialect, tools)),
  };
  return dialect.session.layout === 'nested'
    ? { ...common, audio: nestedAudio(dialect, config, voice) }
    : { ...common, ...flatAudio(dialect, config, voice) };
}

function toolFields({ tools: { shape } }: RealtimeDialect, tools: readonly ToolDescription[]): JsonObject {
  if (shape === 'none') return {};
  return {
    tools: tools.map(({ name, description, parameters }) => {
      const fields = { name, description, parameters };
      return shape === 'flat' ? { type: 'function', ...fields } : { type: 'function', function: fields };
    }),
  };
}

function nestedAudio(dialect: RealtimeDialect, config: SessionConfig, voice: string | undefined): JsonObject {
  const { audio } = dialect;
  const g711 = config.codec === undefined ? undefined : { type: audio.g711[config.codec] };
  return {
    input: {
      format: g711 ?? { type: audio.input, rate: audio.inputRateHz },
      ...turnDetection(dialect, config),
      ...(dialect.transcription.request && {
        transcription: dialect.transcription.request(config.transcriptionModel),
      }),
    },
    output: {
      format: g711 ?? { type: audio.output, rate: audio.outputRateHz },
      ...(voice === undefined ? {} : { voice }),
    },
  };
}

function flatAudio(dialect: RealtimeDialect, config: SessionConfig, voice: string | undefined): JsonObject {
  const { audio } = dialect;
  const g711 = config.codec === undefined ? undefined : audio.g711[config.codec];
  return {
    ...(voice === undefined ? {} : { voice }),
    input_audio_format: g711 ?? audio.input,
    output_audio_format: g711 ?? audio.output,
    ...turnDetection(dialect, config),
    ...(dialect.transcription.request && {
      input_audio_transcription: dialect.transcription.request(config.transcriptionModel),
    }),
  };
}

function turnDetection({ turns }: RealtimeDialect, config: SessionConfig): JsonObject {
  const value = turns[config.turns];
  return value === undefined ? {} : { turn_detection: value };
}
