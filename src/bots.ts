/** Bots from their configuration. */

import { patiences } from './agent/end-of-turn/patience.js';
import type { TurnModel } from './agent/end-of-turn/turn-model.js';
import { interruptionRules } from './agent/interruption/interruption.js';
import type { MoodPolicy } from './agent/mood/policy.js';
import type { SpokenText } from './agent/own-voice.js';
import { type Phrases, phraseNames } from './agent/phrases.js';
import { defaultFailoverRules } from './agent/session-holder.js';
import type { SharedEngine } from './agent/shared-engine.js';
import { type ControllerRules, defaultRules } from './agent/state.js';
import { defaultPhrases } from './agent/system1/default-phrases.js';
import { withPhrases } from './agent/system1/phrase-book.js';
import type { ToolRunner } from './agent/tool.js';
import type { Voice } from './agent/voice.js';
import type { Bot } from './call/bot.js';
import { localEngineName } from './config/bot-schema.js';
import type { LoadedConfig } from './config/load.js';
import type { Config } from './config/schema.js';
import type { Language } from './core/language.js';
import type { BotHearing } from './recognition.js';

type BotConfig = Config['bots'][string];

export interface BotParts {
  readonly voice: Voice;
  readonly turnModel: TurnModel | undefined;
  /** In the bot's order. */
  enginesOf(bot: BotConfig): readonly SharedEngine[];
  toolsOf(bot: BotConfig): ToolRunner;
  /** Of the bots that hear with the embedded recognisers alone. */
  readonly hearing: readonly BotHearing[];
}

export function buildBots({ config }: LoadedConfig, parts: BotParts): ReadonlyMap<string, Bot> {
  return new Map(Object.entries(config.bots).map(([name, bot]) => [name, buildBot(name, bot, parts)] as const));
}

function buildBot(name: string, bot: BotConfig, parts: BotParts): Bot {
  const language = startLanguage(bot);
  const { transfer } = bot;
  return {
    name,
    engines: parts.enginesOf(bot),
    failover: { ...defaultFailoverRules, firstAudioMs: bot.timing.failover_ms },
    voice: parts.voice,
    turnModel: parts.turnModel,
    tools: parts.toolsOf(bot),
    language,
    persona: bot.persona,
    greeting: greetingOf(bot, language, isHeard(name, bot, language, parts)),
    phrases: phrasesOf(bot),
    style: {},
    rules: { ...rulesOf(bot), turnModel: parts.turnModel !== undefined },
    transfer: transfer && { target: transfer.target, timeoutMs: transfer.timeout_ms },
  };
}

/** The schema has seen to it that there is one. */
const startLanguage = (bot: BotConfig): Language => bot.language ?? bot.languages[0] ?? 'en';

/** Whether the bot understands what is said in a language; engines of their own hear all that they are given. */
function isHeard(name: string, { engines }: BotConfig, language: Language, { hearing }: BotParts): boolean {
  const own = hearing.find(({ bot }) => bot === name);
  return own === undefined || own.heard.includes(language) || engines.some((engine) => engine !== localEngineName);
}

function greetingOf(bot: BotConfig, language: Language, heard: boolean): readonly SpokenText[] {
  const invitation = heard ? bot.invitation[language] : undefined;
  const menu = bot.languages.map((entry) => ({ language: entry, text: bot.language_menu[entry] }));
  return [{ language, text: bot.greeting[language] }, { language, text: invitation }, ...menu].filter(
    (part): part is SpokenText => part.text !== undefined,
  );
}

/** A phrase has the same name in the configuration, with the configuration's underscores. */
function phrasesOf({ phrases }: BotConfig): Phrases {
  const replaced = phraseNames.map((name) => [name, phrases[name.replaceAll('-', '_') as keyof typeof phrases]]);
  return withPhrases(defaultPhrases, Object.fromEntries(replaced));
}

function rulesOf(bot: BotConfig): ControllerRules {
  const { timing } = bot;
  return {
    ...defaultRules,
    patience: patiences[bot.patience],
    turnLimitMs: timing.turn_limit_ms,
    interruption: interruptionRules[bot.patience],
    whileUndecided: bot.interruption.while_undecided,
    idlePromptMs: timing.idle_prompt_ms,
    idlePrompts: timing.idle_prompts,
    replyTimeoutMs: timing.reply_timeout_ms,
    digitGapMs: timing.digit_gap_ms,
    failuresInARow: bot.max_engine_failures,
    callLimitMs: bot.max_call_minutes * 60_000,
    system1: {
      fillerMs: bot.system1.filler_ms,
      toolFillerMs: bot.system1.tool_filler_ms,
      fillerAgainMs: bot.system1.filler_again_ms,
      fillers: bot.system1.fillers,
      opener: bot.system1.opener ?? bot.patience === 'balanced',
      openerMs: bot.system1.opener_ms,
      slowDown: bot.system1.slow_down,
      holdMs: bot.system1.hold_ms,
      voicemail: bot.system1.voicemail,
      musicLimitMs: bot.system1.music_limit_ms,
      otherBot: bot.system1.other_bot,
    },
    mood: moodPolicyOf(bot),
    language: { policy: bot.language_policy, languages: bot.languages, keys: bot.language_keys },
    canTransfer: bot.transfer !== undefined,
  };
}

function moodPolicyOf({ mood: { enabled, rising, sustained, ...caps } }: BotConfig): MoodPolicy {
  const { apologise, soften, to_the_point: toThePoint } = rising;
  const { human, turns, on_threat: onThreat } = sustained;
  return {
    enabled,
    rising: { apologise, soften, toThePoint },
    sustained: { human, turns, onThreat },
    mostApologies: caps.max_apologies,
    mostOffers: caps.max_offers,
    coolDownTurns: caps.cool_down_turns,
  };
}
